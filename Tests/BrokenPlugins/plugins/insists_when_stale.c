// A completion that came too late is told again.
// fails: late-completion
#define MINI_COMPLETE(self, call, status, answer, error)                                      \
    if ((self)->api.complete((self)->host, call, status, answer, error) == HI_STALE)          \
    (self)->api.complete((self)->host, call, status, answer, error)
#include "../mini.h"
