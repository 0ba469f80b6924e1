/// The service "hashinsight.clock/1": the host's clocks, so that a test can hold them still.
#pragma once

#include "base.h"

#define HI_CLOCK_1 "hashinsight.clock/1"

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

typedef struct hi_clock_1 {
    uint32_t size;
    uint32_t reserved;
    /// Microseconds since 1970-01-01T00:00:00Z. Thread: any. Never blocks or fails.
    int64_t (*HI_NULLABLE unix_micros)(hi_host *host);
    /// The clock of deadlines. Thread: any. Never blocks or fails.
    uint64_t (*HI_NULLABLE monotonic_nanos)(hi_host *host);
} hi_clock_1;

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif
