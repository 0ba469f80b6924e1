// In a worker, a call whose deadline has passed is begun and dropped.
// fails: deadlines-worker
#define MINI_BREAKS() mini_in_worker()
#include "drops_expired_calls.c"
