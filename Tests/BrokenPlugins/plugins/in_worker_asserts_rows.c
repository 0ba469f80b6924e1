// In a worker, a result without the rows that were asked for is an assertion.
// fails: hostile-rows-worker
#define MINI_ROW_COUNT(result, count) (mini_row_count(result, count) || mini_never())
#include <stdbool.h>
static bool mini_never(void);
#include "../mini.h"

static bool mini_never(void) {
    if (mini_in_worker()) abort();
    return false;
}
