// In a worker, the database's table is taken for granted.
// fails: missing-services-worker
#define MINI_BREAKS() mini_in_worker()
#include "needs_its_service.c"
