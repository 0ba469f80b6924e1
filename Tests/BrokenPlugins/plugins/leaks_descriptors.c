// Every tenth call leaves a file open.
// fails: descriptor-leak
#define MINI_ON_WORD(self, word) if (MINI_BREAKS()) leave_open()
static void leave_open(void);
#include "../mini.h"

static void leave_open(void) {
    static atomic_int calls, files;
    if (atomic_fetch_add(&calls, 1) % 10 == 0 && atomic_fetch_add(&files, 1) < 400) (void)!dup(0);
}
