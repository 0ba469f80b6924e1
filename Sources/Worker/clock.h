/// The two clocks of the contract.
#pragma once

#include <stdint.h>
#include <time.h>

/// CLOCK_MONOTONIC in nanoseconds, the clock of deadlines. Thread: any.
static inline uint64_t monotonic_nanos(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

/// Microseconds since 1970-01-01T00:00:00Z. Thread: any.
static inline int64_t unix_micros(void) {
    struct timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    return (int64_t)time.tv_sec * 1000000 + time.tv_nsec / 1000;
}
