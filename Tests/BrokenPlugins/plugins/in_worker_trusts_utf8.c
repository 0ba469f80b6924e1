// In a worker, a word that is not UTF-8 is an assertion.
// fails: bad-text-worker
#define MINI_BREAKS() mini_in_worker()
#include "trusts_utf8.c"
