// In a worker, a statement that was cancelled with its call is begun again, for ever.
// fails: cancel-worker
#define MINI_BREAKS() mini_in_worker()
#include "ignores_cancel.c"
