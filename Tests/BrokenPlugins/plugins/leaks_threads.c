// Every tenth call leaves a thread behind.
// fails: thread-leak
#define MINI_ON_WORD(self, word) if (MINI_BREAKS()) leave_thread()
static void leave_thread(void);
#include "../mini.h"

static void *sleep_on(void *unused) {
    while (sleep(3600) == 0) {}
    return unused;
}

static void leave_thread(void) {
    static atomic_int calls, threads;
    if (atomic_fetch_add(&calls, 1) % 10 != 0 || atomic_fetch_add(&threads, 1) > 400) return;
    pthread_attr_t small;
    pthread_t thread;
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 65536);
    if (pthread_create(&thread, &small, sleep_on, NULL) == 0) pthread_detach(thread);
    pthread_attr_destroy(&small);
}
