/// The service "hashinsight.metrics/1": series on /metrics, named `hashinsight_plugin_<plugin>_<name>` and labelled with the tenant by the host.
#pragma once

#include "base.h"

#define HI_METRICS_1 "hashinsight.metrics/1"

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

typedef struct hi_metrics_1 {
    uint32_t size;
    uint32_t reserved;
    /// Adds to a counter (name ends in `_total`). Thread: any. Never blocks. Failure: HI_OVER_QUOTA for a new name when this tenant has as many
    /// of this plugin as its quota `metric_series` says (64, unless the operator set another), HI_INVALID_ARGUMENT. In a worker HI_OK says
    /// that the host was told; what it refuses itself is dropped, and counted as refused.
    hi_status (*HI_NULLABLE add)(hi_host *host, hi_bytes name, double amount);
    /// Sets a gauge. Thread and failure as `add`.
    hi_status (*HI_NULLABLE set)(hi_host *host, hi_bytes name, double value);
} hi_metrics_1;

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif
