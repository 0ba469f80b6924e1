// A later host, whose api is larger, is refused.
// fails: large-structs
#define MINI_ON_CREATE(host, api, settings, error) \
    if ((api)->size > sizeof(hi_host_api)) return mini_fail(error, HI_UNSUPPORTED, "The host is too new.")
#include "../mini.h"
