// A statement that was cancelled with its call is begun again, for ever.
// fails: cancel
#define MINI_ON_CANCEL(self, call) atomic_store(&cancelled, call)
#define MINI_ON_RESULT(work, status) if (MINI_BREAKS() && begin_again(work, status)) return
#include <hashinsight/abi.h>
#include <stdatomic.h>
#include <stdbool.h>
static _Atomic hi_id cancelled;
struct work;
static bool begin_again(struct work *work, hi_status status);
#include "../mini.h"

static bool begin_again(struct work *work, hi_status status) {
    hi_error error = {.size = sizeof error};
    if (status != HI_CANCELLED || atomic_load(&cancelled) != work->call) return false;
    usleep(1000);
    if (mini_query(work->self, work->call, work->kind, UINT64_MAX, &error) != HI_OK) return false;
    free(work);
    return true;
}
