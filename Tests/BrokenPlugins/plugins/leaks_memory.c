// Every call leaves a hundred bytes behind.
// fails: memory-leak
#define MINI_ON_START(self, call, message, deadline) leave_bytes()
static void leave_bytes(void);
#include "../mini.h"

static void leave_bytes(void) {
    static _Atomic(void *) last;
    atomic_store(&last, malloc(100));
}
