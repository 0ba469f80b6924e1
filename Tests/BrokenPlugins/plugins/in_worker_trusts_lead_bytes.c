// In a worker, a word of four bytes that only chance finds is an assertion.
// fails: fuzz-worker
#define MINI_BREAKS() mini_in_worker()
#include "trusts_lead_bytes.c"
