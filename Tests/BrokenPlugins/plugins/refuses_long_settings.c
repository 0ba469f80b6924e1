// Settings have to fit into a fixed buffer.
// fails: settings
#define MINI_ON_CREATE(host, api, settings, error) \
    if ((settings).count > 65536) return mini_fail(error, HI_INVALID_ARGUMENT, "The settings are too long.")
#include "../mini.h"
