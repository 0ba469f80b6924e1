// In a worker, every call is completed twice.
// fails: completes-once-worker
#define MINI_BREAKS() mini_in_worker()
#include "completes_twice.c"
