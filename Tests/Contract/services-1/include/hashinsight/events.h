/// The service "hashinsight.events/1": news for whoever watches a page or listens on the API (server-sent events).
#pragma once

#include "base.h"

#define HI_EVENTS_1 "hashinsight.events/1"

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

typedef struct hi_events_1 {
    uint32_t size;
    uint32_t reserved;

    /// Publishes `payload` (a JSON object of at most 4,096 bytes) under a topic from the manifest, to watchers of this tenant and of its
    /// provider, on every host. Not stored; a watcher who is slow or away misses it.
    ///
    /// Thread: any. Never blocks. Failure: HI_DENIED for a topic that the manifest does not list or the operator did not grant,
    /// HI_INVALID_ARGUMENT, HI_OVER_QUOTA for more than 200 in a second or than the quota `events_per_minute`. In a worker HI_OK says that the
    /// host was told; what it refuses itself is dropped, and counted as refused.
    hi_status (*HI_NULLABLE publish)(hi_host *host, hi_bytes topic, hi_bytes payload, hi_error *error);
} hi_events_1;

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif
