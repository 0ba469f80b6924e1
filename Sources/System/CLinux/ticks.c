#include "CLinux.h"
#include <string.h>

unsigned long long linux_tick_scale = 0;

/// Whether the kernel tells the time by the processor's count: then it runs at one rate, is the same on all processors, and never stops.
static int kernel_goes_by_ticks(void) {
    char name[32] = {0};
    int file = open("/sys/devices/system/clocksource/clocksource0/current_clocksource", O_RDONLY | O_CLOEXEC);
    if (file < 0) return 0;
    ssize_t count = read(file, name, sizeof name - 1);
    close(file);
#if defined(__x86_64__)
    return count > 0 && strcmp(name, "tsc\n") == 0;
#elif defined(__aarch64__)
    return count > 0 && strcmp(name, "arch_sys_counter\n") == 0;
#else
    return 0;
#endif
}

/// Both clocks at one time: of several looks the one in which they lay closest together.
static linux_brief_start look(void) {
    linux_brief_start best = {0, 0};
    unsigned long long closest = ~0ull;
    for (int round = 0; round < 16; round++) {
        unsigned long long before = linux_ticks();
        unsigned long long nanos = linux_monotonic_nanos();
        unsigned long long after = linux_ticks();
        if (after - before >= closest) continue;
        closest = after - before;
        best.nanos = nanos;
        best.ticks = before + (after - before) / 2;
    }
    return best;
}

void linux_measure_ticks(void) {
    if (!kernel_goes_by_ticks()) return;
    linux_brief_start first = look();
    struct timespec rest = {0, 50000000};
    while (nanosleep(&rest, &rest) != 0 && errno == EINTR) continue;
    linux_brief_start second = look();
    if (second.ticks <= first.ticks) return;
    unsigned long long scale =
        (unsigned long long)(((unsigned __int128)(second.nanos - first.nanos) << 32) / (second.ticks - first.ticks));
    __atomic_store_n(&linux_tick_scale, scale, __ATOMIC_RELAXED);
}
