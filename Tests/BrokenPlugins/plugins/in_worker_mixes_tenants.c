// In a worker, the last word is kept in a global and shown to whoever comes next.
// fails: tenants-apart-worker
#define MINI_BREAKS() mini_in_worker()
#include "mixes_tenants.c"
