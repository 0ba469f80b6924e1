// In a worker, every tenth call leaves a descriptor behind.
// fails: descriptor-leak-worker
#define MINI_BREAKS() mini_in_worker()
#include "leaks_descriptors.c"
