// The queue of cancelled calls has twelve places: an instance that is ended with more calls under way is an assertion.
// fails: disable-under-load
#define MINI_ON_START(self, call, message, deadline) atomic_store(&queued, 0)
#define MINI_ON_CANCEL(self, call) if (atomic_fetch_add(&queued, 1) >= 12 && MINI_BREAKS()) abort()
#include <stdatomic.h>
static atomic_int queued;
#include "../mini.h"
