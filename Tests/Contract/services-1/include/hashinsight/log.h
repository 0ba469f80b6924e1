/// The service "hashinsight.log/1": lines in the host's structured log, marked with plugin and tenant by the host.
#pragma once

#include "base.h"

#define HI_LOG_1 "hashinsight.log/1"

enum { HI_LOG_DEBUG = 1, HI_LOG_INFO = 2, HI_LOG_WARNING = 3, HI_LOG_ERROR = 4 };

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

typedef struct hi_log_1 {
    uint32_t size;
    uint32_t reserved;

    /// Writes one line. Control characters are escaped by the host; more than 8,192 bytes are cut; over 1,000 lines a minute are counted, not written.
    ///
    /// Thread: any. Never blocks and never fails.
    void (*HI_NULLABLE write)(hi_host *host, int32_t level, hi_bytes message);
} hi_log_1;

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif
