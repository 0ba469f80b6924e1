// In a worker, a word longer than the buffer for it is an assertion.
// fails: sizes-worker
#define MINI_BREAKS() mini_in_worker()
#include "fixed_buffer.c"
