// In a worker, a call is never completed when the database cannot be reached.
// fails: failing-results-worker
#define MINI_BREAKS() mini_in_worker()
#include "forgets_failed_calls.c"
