/// The entry: the one symbol that a plugin's library exports, and what the host finds behind it.
#pragma once

#include "base.h"
#include "message.h"

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

/// The first eight bytes of an entry, "HASHINST" read as a little-endian number.
#define HI_ENTRY_MAGIC 0x54534E4948534148ull

/// Exported as the constant `hashinsight_plugin`. The host reads `magic`, `abi_major`, `abi_minor` and `size` before it
/// calls anything, and names the field that does not fit.
typedef struct hi_entry {
    uint64_t magic;  ///< HI_ENTRY_MAGIC
    uint32_t abi_major;
    uint32_t abi_minor;
    uint32_t size;  ///< sizeof(hi_entry) as the plugin was built.
    uint32_t reserved;
    /// What the plugin offers under `id` (NUL-terminated), or null if it offers nothing by that name.
    ///
    /// Thread: any, several at once. Lifetime: the result is constant and lives as long as the process. Never blocks or fails.
    const void *HI_NULLABLE (*HI_NULLABLE get)(const char *id);
} hi_entry;

/// What the host offers to an instance. Constant; lives as long as the process.
typedef struct hi_host_api {
    uint32_t size;
    uint32_t reserved;

    /// A service of the host by id and revision, such as "hashinsight.db/1" (NUL-terminated).
    ///
    /// Thread: any. Lifetime: constant until `destroy` of the instance returns. Failure: null if the manifest did not ask
    /// for it, the operator did not grant it, or this host does not know it.
    const void *HI_NULLABLE (*HI_NULLABLE service)(hi_host *host, const char *id);

    /// Completes a call that the host started, exactly once for each `start` that returned HI_OK, also after cancel.
    ///
    /// Thread: any, also from within `start`. Ownership: `answer` (a message whose kind fits the call) and `error` are
    /// borrowed until it returns; `error` is null exactly when `status` is HI_OK. Failure: HI_STALE if `call` has completed
    /// before (counted against the plugin), HI_INVALID_ARGUMENT if the answer is not well formed (the call then fails).
    hi_status (*HI_NULLABLE complete)(hi_host *host, hi_id call, hi_status status, hi_bytes answer, const hi_error *HI_NULLABLE error);
} hi_host_api;

/// Kinds of calls that a host makes and of their answers.
enum {
    HI_KIND_HTTP_REQUEST = 1,  ///< request.h
    HI_KIND_HTTP_ANSWER = 2,
    HI_KIND_JOB_RUN = 3,  ///< job.h
    HI_KIND_JOB_ANSWER = 4
};

#define HI_PLUGIN_1 "hashinsight.plugin/1"

/// How long a call may hold the host's thread where the manifest says `calls: inline`: a millisecond, and far less as a rule. A plugin
/// that computes for longer, or waits, call after call, is moved to threads of its own.
#define HI_INLINE_LIMIT_NANOS 1000000u

/// The plugin's side, `get(HI_PLUGIN_1)`.
typedef struct hi_plugin_1 {
    uint32_t size;
    uint32_t reserved;

    /// Makes an instance: the plugin for one tenant with its settings (a JSON object that fits the manifest's schema, with the schema's
    /// `default`s filled in by the host; `{}` if there is no schema).
    ///
    /// `plugin` is this very table as `get` returned it, so that one function can serve several tables.
    /// Thread: a host thread of its own, one `create` at a time per plugin; may take up to a second. Ownership: `*instance` stays the
    /// plugin's and is handed back in every other call; it may be null. `host` and `api` live until `destroy` returns. Failure: the
    /// instance is not enabled, no `destroy` follows, and the operator reads the error's message. Cancel: none.
    hi_status (*HI_NULLABLE create)(const struct hi_plugin_1 *plugin, hi_host *host, const hi_host_api *api, hi_bytes settings,
                                    void *HI_NULLABLE *HI_NONNULL instance, hi_error *error);

    /// Ends an instance. The host calls it after the last call of this instance completed; no call follows.
    ///
    /// Thread: as `create`; never from within a call of this instance into the host. It may wait for operations that the plugin
    /// started with call 0: the host must be able to end those meanwhile. The plugin must not use `host` after it returns.
    /// Failure and cancel: none.
    void (*HI_NULLABLE destroy)(void *HI_NULLABLE instance);

    /// Starts a call. After HI_OK exactly one `complete` with this id follows, possibly before `start` returns.
    ///
    /// Thread: as the manifest's `calls` says: `inline` = on the host's event loops, must return within HI_INLINE_LIMIT_NANOS and never block;
    /// `threads` (the default) = on threads that the host keeps for this plugin alone. Ownership: `message` is borrowed until it returns.
    /// `deadline_nanos` is absolute; after it the host cancels, answers its own caller, and counts a late completion.
    /// Failure: any other status means that no completion follows.
    hi_status (*HI_NULLABLE start)(void *HI_NULLABLE instance, hi_id call, hi_bytes message, uint64_t deadline_nanos, hi_error *error);

    /// Asks to end a call early: its caller has gone, its deadline has passed, or the instance is being disabled.
    ///
    /// Thread: as `start`; must not block. The completion still follows, with HI_CANCELLED or whatever was ready. An id that is
    /// not under way is ignored.
    void (*HI_NULLABLE cancel)(void *HI_NULLABLE instance, hi_id call);
} hi_plugin_1;

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#ifdef __cplusplus
}
#endif
