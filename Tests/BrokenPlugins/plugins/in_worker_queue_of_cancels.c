// In a worker, the queue of cancelled calls has twelve places.
// fails: disable-under-load-worker
#define MINI_BREAKS() mini_in_worker()
#include "queue_of_cancels.c"
