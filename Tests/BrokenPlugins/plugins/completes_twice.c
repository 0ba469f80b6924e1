// Every call is completed twice.
// fails: completes-once
#define MINI_COMPLETE(self, call, status, answer, error) \
    (self)->api.complete((self)->host, call, status, answer, error); \
    if (MINI_BREAKS()) (self)->api.complete((self)->host, call, status, answer, error)
#include "../mini.h"
