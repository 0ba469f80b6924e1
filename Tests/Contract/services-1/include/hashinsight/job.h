/// Calls of the kinds HI_KIND_JOB_RUN and HI_KIND_JOB_ANSWER, and the service "hashinsight.jobs/1".
#pragma once

#include "message.h"

/// Fields of a run.
enum {
    HI_JOB_NAME = 1,       ///< text: the `name` of the job in the manifest.
    HI_JOB_ARGUMENTS = 2,  ///< bytes: JSON; absent for scheduled runs.
    HI_JOB_RUN_ID = 3,     ///< text
    HI_JOB_ATTEMPT = 4,    ///< integer, from 1
    HI_JOB_DUE_AT = 5,     ///< integer: Unix microseconds
    HI_JOB_FENCE = 6       ///< integer: fencing token; grows with every claim of this run.
};

/// Fields of an answer.
enum {
    HI_JOB_ANSWER_SUMMARY = 1  ///< bytes: JSON object, kept in the history and shown to the operator.
};

#define HI_JOBS_1 "hashinsight.jobs/1"

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

typedef struct hi_jobs_1 {
    uint32_t size;
    uint32_t reserved;

    /// Tells how far a run has come: `fraction` from 0 to 1, `note` for people. Kept for the dashboard, at most once a second.
    ///
    /// Thread: any. Never blocks. Failure: HI_STALE if `call` is not a run under way.
    hi_status (*HI_NULLABLE progress)(hi_host *host, hi_id call, double fraction, hi_bytes note);
} hi_jobs_1;

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif
