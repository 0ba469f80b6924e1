// In a worker, a job that it does not know ends the whole process.
// fails: unknown-calls-worker
#define MINI_BREAKS() mini_in_worker()
#include "exits.c"
