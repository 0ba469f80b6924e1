// Keeps libdispatch's threads asleep, with work that waits, for longer than the second after which it looks at them.
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

static hi_status answer_call(hi_host *host, hi_id call, const char *route, hi_bytes body, hi_error *error) {
    (void)host, (void)route, (void)body, (void)error;
    long naps = sysconf(_SC_NPROCESSORS_ONLN) * naps_each;
    atomic_store(&left, naps);
    for (long index = 0; index < naps; index++) dispatch_async_f(dispatch_get_global_queue(0, 0), (void *)(uintptr_t)call, nap);
    return HI_OK;
}
