/// The service "hashinsight.secrets/1": passwords and keys that were given to this plugin, by name. They are never in settings, files or the
/// environment: a plugin reads one when it needs it, uses it and forgets it.
#pragma once

#include "message.h"

#define HI_SECRETS_1 "hashinsight.secrets/1"

/// Fields of what `read` answers.
enum {
    HI_SECRET_VALUE = 1,  ///< bytes: the secret, 1 to 16,384 bytes.
    HI_SECRET_SCOPE = 2   ///< integer: 1 = set for this tenant, 2 = set by the operator for all tenants.
};

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

typedef struct hi_secrets_1 {
    uint32_t size;
    uint32_t reserved;

    /// Reads a secret that the manifest lists under `secrets`, as it is now: one that was set anew is found by the next `read`, without a
    /// restart. The tenant's own comes first, then the one that the operator set for all tenants.
    ///
    /// `call` is the call on whose behalf it is read, or 0; when that call is cancelled so is the operation. Thread: any. Never blocks.
    /// Ownership: `name` is borrowed until it returns; the result, a message with the fields above, until `on_result` returns. A copy is the
    /// plugin's: it should live no longer than it is needed, be overwritten with zeros before its memory is freed, and never be written to a
    /// log, an answer, a table or an error's message. Failure: HI_DENIED for a name that the manifest does not list or the operator did not
    /// grant, HI_INVALID_ARGUMENT, HI_OVER_QUOTA (more than 100 in a second). The result: HI_NOT_FOUND if nobody has set it, HI_UNAVAILABLE
    /// without a database or if it cannot be opened with the host's key, HI_DEADLINE, HI_CANCELLED.
    hi_status (*HI_NULLABLE read)(hi_host *host, hi_id call, hi_bytes name, uint64_t deadline_nanos, hi_on_result on_result,
                      void *HI_NULLABLE context, hi_id *operation, hi_error *error);

    /// Asks to end an operation early. Its result still comes. An id that is not under way is ignored. Thread: any. Never blocks.
    void (*HI_NULLABLE cancel)(hi_host *host, hi_id operation);
} hi_secrets_1;

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif
