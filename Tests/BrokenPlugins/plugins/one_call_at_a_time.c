// The instance remembers one call: a result completes the one that came last.
// fails: unordered-results
#define MINI_ON_START(self, call, message, deadline) atomic_store(&current, call)
#define MINI_CALL_OF(work) (MINI_BREAKS() ? atomic_load(&current) : (work)->call)
#include <hashinsight/abi.h>
#include <stdatomic.h>
static _Atomic hi_id current;
#include "../mini.h"
