// In a worker, a message that is not well formed is an assertion.
// fails: damaged-messages-worker
#define MINI_IS_VALID(message) (mini_is_valid(message) || mini_never())
#include <stdbool.h>
static bool mini_never(void);
#include "../mini.h"

static bool mini_never(void) {
    if (mini_in_worker()) abort();
    return false;
}
