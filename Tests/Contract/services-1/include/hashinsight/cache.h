/// The service "hashinsight.cache/1": values that are dear to make and may be lost at any time, kept by the host: in Redis for all hosts, or in
/// the memory of each. A plugin must go on without each of them.
///
/// Every name stands for this plugin and this tenant alone. With `SHARED`, which the manifest asks for as `grants: cache: shared` and the
/// operator grants, it stands for the plugin and all its tenants: for answers that are the same for each of them, such as a market price.
///
/// A value is fresh, then stale, then gone. One caller of all, on all hosts, is given the lease to make a new one; meanwhile the others have
/// the stale one, or wait if they want to.
#pragma once

#include "message.h"

#define HI_CACHE_1 "hashinsight.cache/1"

/// Fields of a request. KEY is in each.
enum {
    HI_CACHE_KEY = 1,       ///< text: 1 to 200 bytes. A version of what the value looks like belongs into it: an upgrade finds old values.
    HI_CACHE_SHARED = 2,    ///< integer: 1 = for all tenants of this plugin; otherwise this tenant's own.
    HI_CACHE_LEASE_MS = 3,  ///< `get`, integer: asks for the lease if there is no fresh value; 1 to 600,000 milliseconds.
    HI_CACHE_WAITS = 4,     ///< `get`, integer: 1 = while there is no value at all and somebody else has the lease, the result waits for the value,
                            ///< or for the lease if that one gives up.
    HI_CACHE_VALUE = 5,     ///< `put`, bytes: at most 1,048,576.
    HI_CACHE_FRESH_MS = 6,  ///< `put`, integer: for so long it is fresh; 1 to 2,592,000,000 milliseconds (30 days), default 300,000.
    HI_CACHE_KEEP_MS = 7,   ///< `put`, integer: for so long it is kept, stale at the end; FRESH_MS to 2,592,000,000, default FRESH_MS.
    HI_CACHE_LEASE = 8      ///< `put` and `release`, integer: the lease that a `get` gave.
};

/// Fields of what `get` answers.
enum {
    HI_CACHE_ANSWER_STATE = 1,   ///< integer: HI_CACHE_MISSING, HI_CACHE_FRESH or HI_CACHE_STALE.
    HI_CACHE_ANSWER_VALUE = 2,   ///< bytes: as they were put; left out if it is missing.
    HI_CACHE_ANSWER_AGE_MS = 3,  ///< integer: milliseconds since it was put; left out if it is missing.
    HI_CACHE_ANSWER_LEASE = 4    ///< integer: the lease; left out if it was not asked for, or is somebody else's.
};

/// What became of a value.
enum {
    HI_CACHE_MISSING = 0,
    HI_CACHE_FRESH = 1,
    HI_CACHE_STALE = 2
};

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

typedef struct hi_cache_1 {
    uint32_t size;
    uint32_t reserved;

    /// Looks a value up. The result: a message as above; a value that is not there is HI_OK too.
    ///
    /// `call` is the call on whose behalf it runs, or 0; when that call is cancelled so is the operation. `deadline_nanos` is absolute and
    /// monotonic. Who is given a lease owes a `put` with it, or a `release`; it ends by itself after LEASE_MS.
    /// Thread: any. Never blocks. Ownership: `request` is borrowed until it returns; `context` stays the plugin's. Lifetime: `operation` is
    /// written before the result comes, which may be before this returns. Failure: HI_INVALID_ARGUMENT, HI_DENIED for SHARED without the grant,
    /// HI_OVER_QUOTA (more than 10,000 operations in a second), HI_CANCELLED, HI_UNAVAILABLE, HI_STALE; no result follows. Cancel: by `cancel`, by
    /// the end of `call`, by disabling. The result: HI_DEADLINE for one that waited, HI_CANCELLED. That Redis is away is no failure: nothing
    /// is found then but what was put meanwhile.
    hi_status (*HI_NULLABLE get)(hi_host *host, hi_id call, hi_bytes request, uint64_t deadline_nanos, hi_on_result on_result,
                     void *HI_NULLABLE context, hi_id *operation, hi_error *error);

    /// Keeps a value in place of the one that is there. What was used least recently, or ends soonest, goes where `cache_entries` or `cache_bytes` of
    /// the instance are passed. Without LEASE whoever makes the value now loses the lease: the newest one counts.
    ///
    /// Thread, ownership, lifetime and cancel as `get`; failure too, and HI_OVER_QUOTA for a value larger than `cache_bytes`. The result: an
    /// empty message, or HI_CONFLICT if the lease has ended: somebody else makes the value or removed it, and this one was not kept.
    hi_status (*HI_NULLABLE put)(hi_host *host, hi_id call, hi_bytes request, uint64_t deadline_nanos, hi_on_result on_result,
                     void *HI_NULLABLE context, hi_id *operation, hi_error *error);

    /// Removes a value and ends the lease of whoever makes it. One that is not there is no failure.
    ///
    /// Thread, ownership, lifetime, failure and cancel as `get`. The result: an empty message.
    hi_status (*HI_NULLABLE remove)(hi_host *host, hi_id call, hi_bytes request, uint64_t deadline_nanos, hi_on_result on_result,
                        void *HI_NULLABLE context, hi_id *operation, hi_error *error);

    /// Gives a lease back without a value, so that the next one may try at once. A lease that has ended is no failure.
    ///
    /// Thread, ownership, lifetime, failure and cancel as `get`. The result: an empty message.
    hi_status (*HI_NULLABLE release)(hi_host *host, hi_id call, hi_bytes request, uint64_t deadline_nanos, hi_on_result on_result,
                         void *HI_NULLABLE context, hi_id *operation, hi_error *error);

    /// Asks to end an operation early. Its result still comes, as HI_CANCELLED if nothing came before; what was kept or removed stays so.
    ///
    /// Thread: any. Never blocks. Ownership and lifetime: none. Failure: an id that is not under way is ignored. Cancel: none.
    void (*HI_NULLABLE cancel)(hi_host *host, hi_id operation);
} hi_cache_1;

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif
