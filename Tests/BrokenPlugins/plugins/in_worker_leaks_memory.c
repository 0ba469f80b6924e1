// In a worker, every call leaves a page behind.
// fails: memory-leak-worker
#define MINI_ON_START(self, call, message, deadline) if (mini_in_worker()) leave_page()
static void leave_page(void);
#include "../mini.h"

static void leave_page(void) {
    static _Atomic(void *) last;
    void *page = malloc(8192);
    if (page != NULL) memset(page, 1, 8192);
    atomic_store(&last, page);
}
