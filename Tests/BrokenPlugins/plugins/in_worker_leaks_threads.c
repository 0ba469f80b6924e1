// In a worker, every tenth call leaves a thread behind.
// fails: thread-leak-worker
#define MINI_BREAKS() mini_in_worker()
#include "leaks_threads.c"
