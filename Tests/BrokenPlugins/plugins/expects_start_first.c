// A result that comes before the service's start has returned finds the work unfinished.
// fails: early-results
#define MINI_ON_START(self, call, message, deadline) in_start = 1
#define MINI_AFTER_QUERY(work) in_start = 0
#define MINI_CALL_OF(work) (in_start ? 0 : (work)->call)
static _Thread_local int in_start;
#include "../mini.h"
