/// Types and rules that every part of the contract shares.
///
/// Reading order: base.h, message.h, rows.h, plugin.h, then one header a service.
///
/// Rules that hold for every function of the contract unless its comment says otherwise:
/// - Thread: any thread of the host may call into a plugin and any thread of a plugin may call the host, several at once.
/// - Ownership: spans (`hi_bytes`) are borrowed until the call returns. Copy what must live longer. Nothing is ever freed
///   by the other side.
/// - Lifetime: `host`, the tables of services and the numbers that they gave are good from `create` until `destroy` returns; nothing of
///   the host may be called after it.
/// - Cancel: a function whose effect is there when it returns has none. One that starts an operation has its service's `cancel`; an
///   operation on behalf of a call is cancelled with that call. Its result still comes, once.
/// - Text is UTF-8 without a terminating NUL, its length is in the span.
/// - Failure: a function that returns `hi_status` and takes an `error` fills it when it returns anything but `HI_OK`; `error` is never
///   null, its `size` is set by the caller, and it is left alone on `HI_OK`.
/// - Growth: every struct begins with its size in bytes. New members are only ever appended; read the smaller of the size
///   found and the size known. A null function pointer, or one that lies beyond `size`, is an unsupported function.
/// - Times are monotonic nanoseconds (CLOCK_MONOTONIC) for deadlines and Unix microseconds UTC for points in time.
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__clang__)
#pragma clang assume_nonnull begin
#define HI_NULLABLE _Nullable
#define HI_NONNULL _Nonnull
#else
#define HI_NULLABLE
#define HI_NONNULL
#endif

/// Version of this contract. A plugin built for another major version is refused; one built for a later minor version too.
///
/// The minor version grows with what every plugin meets: the entry, the plugin's table, the host's api. A service is found by its name, and
/// null where a host does not know it, so a new one needs no other version.
#define HI_ABI_MAJOR 1u
#define HI_ABI_MINOR 0u

/// A borrowed run of bytes; `data` may be null only when `count` is 0.
typedef struct hi_bytes {
    const uint8_t *HI_NULLABLE data;
    size_t count;
} hi_bytes;

/// Names one call or operation. The host makes every id: slot in the low 32 bits, generation above. 0 names nothing.
typedef uint64_t hi_id;

/// How a call ended. The numbers are fixed.
typedef int32_t hi_status;
enum {
    HI_OK = 0,
    HI_INVALID_ARGUMENT = 1,  ///< The caller's message, parameter or setting is wrong; the same call fails again.
    HI_NOT_FOUND = 2,         ///< What was named does not exist for this tenant.
    HI_DENIED = 3,            ///< Not granted.
    HI_UNSUPPORTED = 4,       ///< The other side does not know this function, kind or revision.
    HI_DEADLINE = 5,          ///< The deadline passed first.
    HI_CANCELLED = 6,         ///< Cancelled by the caller, by disabling or by shutdown.
    HI_OVER_QUOTA = 7,        ///< A limit of this tenant or plugin is used up.
    HI_UNAVAILABLE = 8,       ///< A thing outside (database, device) cannot be reached now; a retry may help.
    HI_CONFLICT = 9,          ///< The state changed meanwhile, or a unique or foreign key refuses the write.
    HI_STALE = 10,            ///< The id names a call that has already completed.
    HI_INTERNAL = 11          ///< A defect on the called side.
};

/// Says what went wrong, in a buffer of the caller's. Set `size` before the call; the callee writes the rest.
typedef struct hi_error {
    uint32_t size;
    hi_status status;
    char sqlstate[8];  ///< Five characters and a NUL where PostgreSQL gave one, else empty.
    uint32_t message_count;
    uint32_t details_count;
    char message[496];  ///< What happened and what was expected, for a person. UTF-8, `message_count` bytes.
    char details[496];  ///< More for the log; may name internals. UTF-8, `details_count` bytes.
} hi_error;

/// The host's handle for one instance: one plugin version, enabled for one tenant. The tenant is bound to it.
typedef struct hi_host hi_host;

/// Ends an operation that a plugin started on a host service.
///
/// Thread: a host thread; must return within a millisecond and not block. Called exactly once for every operation whose
/// start returned HI_OK, also after cancel, deadline and shutdown, and possibly before that start has returned.
/// Lifetime: `result` and `error` are borrowed until it returns. `error` is null exactly when `status` is HI_OK.
typedef void (*hi_on_result)(void *HI_NULLABLE context, hi_id operation, hi_status status, hi_bytes result,
                             const hi_error *HI_NULLABLE error);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#ifdef __cplusplus
}
#endif
