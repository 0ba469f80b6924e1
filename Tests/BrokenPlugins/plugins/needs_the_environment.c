// The job wants a variable of the host's environment, which a worker does not have.
// fails: answers-worker, database-worker
// needs: database
#define MINI_ON_RESULT(work, status) if (lacks_path(work, status)) return
#include <hashinsight/abi.h>
#include <stdbool.h>
struct work;
static bool lacks_path(struct work *work, hi_status status);
#include "../mini.h"

static bool lacks_path(struct work *work, hi_status status) {
    if (status != HI_OK || work->kind != HI_KIND_JOB_ANSWER || getenv("PATH") != NULL) return false;
    instance *self = work->self;
    hi_id call = work->call;
    free(work);
    mini_complete_error(self, call, HI_INTERNAL, "There is no PATH.");
    return true;
}
