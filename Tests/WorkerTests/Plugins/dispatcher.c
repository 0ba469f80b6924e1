// Keeps libdispatch's threads asleep, with work that waits, for longer than the second after which it looks at them; or one of them busy.
#include "plugin.h"

#include <stdatomic.h>
#include <unistd.h>

typedef struct dispatch_queue_s *dispatch_queue_t;
extern dispatch_queue_t dispatch_get_global_queue(intptr_t identifier, uintptr_t flags);
extern void dispatch_async_f(dispatch_queue_t queue, void *context, void (*work)(void *));

enum { naps_each = 24, nap_micros = 100000 };

static atomic_long left;

static void nap(void *call) {
    usleep(nap_micros);
    if (atomic_fetch_sub(&left, 1) == 1) complete_text(the_host, (hi_id)(uintptr_t)call, "rested");
}

__attribute__((visibility("default"), noinline)) void spin_here(void *call) {
    complete_text(the_host, (hi_id)(uintptr_t)call, "begun");
    for (volatile int turn = 0;; turn++) {}
}

static hi_status answer_call(hi_host *host, hi_id call, const char *route, hi_bytes body, hi_error *error) {
    (void)host, (void)body, (void)error;
    if (strcmp(route, "spin") == 0) {
        dispatch_async_f(dispatch_get_global_queue(0, 0), (void *)(uintptr_t)call, spin_here);
        return HI_OK;
    }
    long naps = sysconf(_SC_NPROCESSORS_ONLN) * naps_each;
    atomic_store(&left, naps);
    for (long index = 0; index < naps; index++) dispatch_async_f(dispatch_get_global_queue(0, 0), (void *)(uintptr_t)call, nap);
    return HI_OK;
}
