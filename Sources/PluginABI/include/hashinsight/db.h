/// The service "hashinsight.db/1": the bundle's declared statements, executed in the tenant's context.
#pragma once

#include "rows.h"
#include "message.h"

#define HI_DB_1 "hashinsight.db/1"

/// Fields of a batch: one or more statements, in order, each as STATEMENT then PARAMETERS.
enum {
    HI_DB_STATEMENT = 1,   ///< integer: a number from `statement`.
    HI_DB_PARAMETERS = 2   ///< rows: exactly one row, a column for each of $1, $2, … (names are not read). A null may stand
                           ///< in a column of any type; INTEGER serves every integer type, TEXT every type with a text form.
                           ///< No columns and one row for a statement without parameters.
};

/// Fields of a result, for each statement of the batch in order: ROWS, then AFFECTED.
enum {
    HI_DB_ROWS = 1,     ///< rows: what the statement returned; no columns for one that returns nothing.
    HI_DB_AFFECTED = 2  ///< integer: rows inserted, updated or deleted, or returned by a SELECT.
};

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

typedef struct hi_db_1 {
    uint32_t size;
    uint32_t reserved;

    /// The number of the statement in `queries/<name>.sql`. Constant for the life of the instance.
    ///
    /// Thread: any. Never blocks. Failure: HI_NOT_FOUND.
    hi_status (*HI_NULLABLE statement)(hi_host *host, hi_bytes name, uint32_t *number, hi_error *error);

    /// Executes a batch in one transaction and one round trip; all of it happens or nothing.
    ///
    /// `call` is the call on whose behalf it runs, or 0; when that call is cancelled so is the operation.
    /// Thread: any. Never blocks. `batch` is borrowed until it returns. Failure: HI_INVALID_ARGUMENT, HI_OVER_QUOTA (too many wait).
    /// The result: a message as above, or HI_CONFLICT for SQLSTATE class 23, HI_OVER_QUOTA if more rows or bytes came than
    /// the quota allows, HI_UNAVAILABLE without a database. HI_UNAVAILABLE with "not_installed" at the beginning of `details`, as the result or
    /// at once, for a batch with a statement that reads a table which the manifest calls `optional` and which is not there; nothing of it happened.
    hi_status (*HI_NULLABLE start)(hi_host *host, hi_id call, hi_bytes batch, uint64_t deadline_nanos, hi_on_result on_result,
                       void *HI_NULLABLE context, hi_id *operation, hi_error *error);

    /// Writes many rows into a table that the manifest lists under `ingest`. The columns' names are the table's; the tenant is
    /// added by the host. All rows are written or none.
    ///
    /// Thread, ownership and failure as `start`. The result: a message with AFFECTED.
    hi_status (*HI_NULLABLE ingest)(hi_host *host, hi_id call, hi_bytes table, hi_bytes rows, uint64_t deadline_nanos, hi_on_result on_result,
                        void *HI_NULLABLE context, hi_id *operation, hi_error *error);

    /// Asks to end an operation early. Its result still comes. An id that is not under way is ignored. Thread: any. Never blocks.
    void (*HI_NULLABLE cancel)(hi_host *host, hi_id operation);
} hi_db_1;

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif
