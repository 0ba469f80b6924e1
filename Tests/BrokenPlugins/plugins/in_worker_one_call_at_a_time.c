// In a worker, the instance remembers one call: a result completes the one that came last.
// fails: unordered-results-worker
#define MINI_BREAKS() mini_in_worker()
#include "one_call_at_a_time.c"
