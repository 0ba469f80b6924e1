// The job fails on one or two rows: a tenant that has just begun has no more.
// fails: database-host, database-worker
// needs: database
#define MINI_ON_RESULT(work, status) if (are_few(work, status, result)) return
#include <hashinsight/abi.h>
#include <stdbool.h>
struct work;
static bool are_few(struct work *work, hi_status status, hi_bytes result);
#include "../mini.h"

static bool are_few(struct work *work, hi_status status, hi_bytes result) {
    uint32_t count;
    if (status != HI_OK || work->kind != HI_KIND_JOB_ANSWER || !mini_row_count(result, &count) || count < 1 || count > 2) return false;
    instance *self = work->self;
    hi_id call = work->call;
    free(work);
    mini_complete_error(self, call, HI_INTERNAL, "There are too few things to count.");
    return true;
}
