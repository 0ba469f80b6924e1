// Made by scripts/embed-templates.py from Templates/; change those, then run it.
// swift-format-ignore-file

extension EmbeddedTemplate {
    /// Every file: `common/…` for all languages, `c/…`, `rust/…`, `swift/…`.
    static let all: [EmbeddedTemplate] = [
        EmbeddedTemplate(
            path: "c/Makefile",
            text: ###"""
# make: build/MyPlugin.plugin.  make test: checks and runs it.  make dev: serves it, rebuilt on every save.
HASHINSIGHT ?= hashinsight
CFLAGS ?= -O2 -g
BUNDLE := build/MyPlugin.plugin
SOURCES := $(wildcard src/*.c)
FOLDERS := $(wildcard queries migrations pages static locales data)
NEEDED := -std=c11 -D_POSIX_C_SOURCE=200809L -Wall -Wextra -Werror -fPIC -fvisibility=hidden -I include
# One exported symbol, and never unloaded.
LINKING := -shared -Wl,--version-script=plugin.map -Wl,-z,nodelete -Wl,-z,defs -Wl,-z,relro,-z,now

bundle: build/libMyPlugin.so
	@# A new folder each time: what a running host has mapped is never written over.
	@rm -rf $(BUNDLE).new && mkdir -p $(BUNDLE).new
	@cp -R plugin.yaml $(FOLDERS) build/libMyPlugin.so $(BUNDLE).new/
	@rm -rf $(BUNDLE) && mv $(BUNDLE).new $(BUNDLE)

build/libMyPlugin.so: $(SOURCES) $(wildcard src/*.h include/hashinsight/*.h) plugin.map Makefile
	@mkdir -p build
	$(CC) $(NEEDED) $(CFLAGS) $(SOURCES) $(LINKING) $(LDFLAGS) -o $@

test: bundle
	$(HASHINSIGHT) plugins check $(BUNDLE)
	$(HASHINSIGHT) plugins test $(BUNDLE) tests/*.yaml

dev:
	$(HASHINSIGHT) dev

clean:
	rm -rf build .dev

.PHONY: bundle test dev clean

"""###),
        EmbeddedTemplate(
            path: "c/README.md",
            text: ###"""
# My plugin

A plugin for HashInsight in C. It needs a C compiler, `make` and `hashinsight` on the `PATH`.

```sh
make        # builds build/MyPlugin.plugin
make test   # checks it, and runs tests/*.yaml against it on a host and a database of its own
make dev    # serves it on http://127.0.0.1:5000, rebuilt on every save
```

| where | what |
|---|---|
| `plugin.yaml` | what the plugin is, asks for and answers |
| `src/plugin.c` | routes and job |
| `src/message*` | reads and writes the contract's messages; nothing to change there |
| `include/` | the contract's headers, ABI 1.0 |
| `queries/` | statements, one a file; the tenant's rows are chosen by the host |
| `migrations/` | tables; a released one never changes, add `0002_….sql` |
| `pages/`, `locales/` | templates and texts |
| `tests/` | requests and what must come back |

"""###),
        EmbeddedTemplate(
            path: "c/include/hashinsight/abi.h",
            text: ###"""
/// The whole contract in one include.
#pragma once

#include "base.h"
#include "cache.h"
#include "clock.h"
#include "db.h"
#include "device.h"
#include "events.h"
#include "http.h"
#include "job.h"
#include "log.h"
#include "mail.h"
#include "message.h"
#include "metrics.h"
#include "notary.h"
#include "plugin.h"
#include "request.h"
#include "rows.h"
#include "secrets.h"

"""###),
        EmbeddedTemplate(
            path: "c/include/hashinsight/base.h",
            text: ###"""
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

"""###),
        EmbeddedTemplate(
            path: "c/include/hashinsight/cache.h",
            text: ###"""
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

"""###),
        EmbeddedTemplate(
            path: "c/include/hashinsight/clock.h",
            text: ###"""
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

"""###),
        EmbeddedTemplate(
            path: "c/include/hashinsight/db.h",
            text: ###"""
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

"""###),
        EmbeddedTemplate(
            path: "c/include/hashinsight/device.h",
            text: ###"""
/// The service "hashinsight.device/1": short TCP exchanges with many devices at once (connect, send, read to the end, close).
#pragma once

#include "message.h"
#include "rows.h"

#define HI_DEVICE_1 "hashinsight.device/1"

/// Fields of a round of exchanges.
enum {
    HI_DEVICE_EXCHANGES = 1,           ///< rows: key INTEGER, address TEXT (IPv4 or IPv6, no names), port INTEGER, request BYTES.
                                       ///< Rows of one address and port run one after the other, in order.
    HI_DEVICE_CONNECT_TIMEOUT_MS = 2,  ///< integer, default 2,000
    HI_DEVICE_TIMEOUT_MS = 3,          ///< integer: whole exchange from connect to end, default 5,000
    HI_DEVICE_MAX_REPLY_BYTES = 4,     ///< integer, default 262,144
    HI_DEVICE_ATTEMPTS = 5,            ///< integer, default 1: tries per exchange if it was refused, reset or timed out while connecting
    HI_DEVICE_END = 6                  ///< integer: 0 = the reply ends when the device closes, 1 = or at a NUL byte, 2 = after one frame: four bytes
                                       ///< of its length, the low one first, and as many more, all of which are in `reply`. A frame longer than
                                       ///< MAX_REPLY_BYTES is TOO_LARGE at once, one that is cut is BROKEN. A host that does not know a value refuses
                                       ///< the round with HI_INVALID_ARGUMENT.
};

/// Outcome of one exchange.
enum {
    HI_DEVICE_REPLIED = 0,
    HI_DEVICE_REFUSED = 1,          ///< Connection refused or reset before a byte came.
    HI_DEVICE_UNREACHABLE = 2,      ///< No route, or no answer within the connect timeout.
    HI_DEVICE_TIMED_OUT = 3,        ///< Connected, but the reply did not end in time; what came is in `reply`.
    HI_DEVICE_TOO_LARGE = 4,        ///< The reply passed the size limit; its beginning is in `reply`.
    HI_DEVICE_BROKEN = 5,           ///< The connection broke after some bytes; they are in `reply`.
    HI_DEVICE_NOT_GRANTED = 6,      ///< The address lies outside the networks granted to this tenant, or the port was not granted.
    HI_DEVICE_CANCELLED = 7
};

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

/// Takes replies as they arrive, in batches: rows with key INTEGER, outcome INTEGER, reply BYTES, elapsed_us INTEGER, detail TEXT.
///
/// Thread: a host thread, never two at once for one operation; must return within a millisecond and not block. `replies` is borrowed until it returns.
typedef void (*hi_on_replies)(void *HI_NULLABLE context, hi_id operation, hi_bytes replies);

typedef struct hi_device_1 {
    uint32_t size;
    uint32_t reserved;

    /// Starts a round. Every exchange gives one reply row; after the last `on_replies` one `on_result` (with an empty message) ends the round.
    ///
    /// Thread: any. Never blocks. `round` is borrowed until it returns. The host opens as many connections at once as the
    /// quota allows, and holds new ones back while more than 1,024 replies wait for `acknowledge`.
    /// Failure: HI_INVALID_ARGUMENT, HI_OVER_QUOTA.
    hi_status (*HI_NULLABLE start)(hi_host *host, hi_id call, hi_bytes round, uint64_t deadline_nanos, hi_on_replies on_replies,
                       hi_on_result on_result, void *HI_NULLABLE context, hi_id *operation, hi_error *error);

    /// Says that `count` replies of this operation are dealt with. Thread: any. Never blocks.
    void (*HI_NULLABLE acknowledge)(hi_host *host, hi_id operation, uint32_t count);

    /// Asks to end a round early: exchanges not begun end as CANCELLED. The result still comes. Thread: any. Never blocks.
    void (*HI_NULLABLE cancel)(hi_host *host, hi_id operation);
} hi_device_1;

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

"""###),
        EmbeddedTemplate(
            path: "c/include/hashinsight/events.h",
            text: ###"""
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

"""###),
        EmbeddedTemplate(
            path: "c/include/hashinsight/http.h",
            text: ###"""
/// The service "hashinsight.http/1": requests to hosts outside, through the host: only to the hosts that the manifest asked for under
/// `grants: egress: hosts` and the operator granted.
///
/// The host makes the connections: it verifies certificates, ignores proxies of its environment, checks every address after the name was
/// resolved, follows redirects to granted hosts alone, keeps no cookies and shares no connection with another instance.
#pragma once

#include "message.h"

#define HI_HTTP_1 "hashinsight.http/1"

/// Fields of a request.
enum {
    HI_HTTP_METHOD = 1,              ///< text: GET (the default), HEAD, POST, PUT, PATCH, DELETE or OPTIONS.
    HI_HTTP_URL = 2,                 ///< text: absolute, `http` or `https`, without user and password; at most 8,192 bytes.
    HI_HTTP_HEADER = 3,              ///< text, repeated: name, then value, as two fields; at most 64 headers. Those that the connection needs
                                     ///< (Host, Content-Length, Connection, …) and User-Agent are the host's and are refused.
    HI_HTTP_BODY = 4,                ///< bytes: at most 8 MiB; not for GET and HEAD.
    HI_HTTP_MAX_ANSWER_BYTES = 5,    ///< integer: a longer body fails the request; default 1,048,576, at most 16,777,216.
    HI_HTTP_CONNECT_TIMEOUT_MS = 6,  ///< integer: resolving, connecting and securing one connection; default 5,000, at most 60,000.
    HI_HTTP_MAX_REDIRECTS = 7        ///< integer: hops to follow, 0 to 5, default 5. With 0 the answer that redirects is the answer.
};

/// Fields of an answer.
enum {
    HI_HTTP_ANSWER_STATUS = 1,     ///< integer: as the host outside gave it; 404 and 500 are answers too.
    HI_HTTP_ANSWER_HEADER = 2,     ///< text, repeated: name (lower case), then value, as two fields, in their order.
    HI_HTTP_ANSWER_BODY = 3,       ///< bytes: as sent, nothing is unpacked.
    HI_HTTP_ANSWER_URL = 4,        ///< text: where it came from, after all hops.
    HI_HTTP_ANSWER_HOPS = 5,       ///< integer: redirects followed.
    HI_HTTP_ANSWER_ELAPSED_US = 6  ///< integer: microseconds from start to end, waiting in line included.
};

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

typedef struct hi_http_1 {
    uint32_t size;
    uint32_t reserved;

    /// Starts a request. One result follows: an answer as above, or why there is none.
    ///
    /// `call` is the call on whose behalf it runs, or 0; when that call is cancelled so is the request. `deadline_nanos` is absolute and
    /// monotonic; the host allows ten minutes at most. A few requests to one host run at once, more wait in line.
    /// Thread: any. Never blocks. Ownership: `request` is borrowed until it returns; `context` stays the plugin's. Lifetime: `operation` is
    /// written before the result comes, which may be before this returns. Failure: HI_INVALID_ARGUMENT for a request that cannot be
    /// sent, HI_DENIED for a host, scheme or port that is not granted (the message says what is), HI_OVER_QUOTA (requests or bytes of
    /// this minute are used up), HI_CANCELLED, HI_UNAVAILABLE, HI_STALE; no result follows. Cancel: by `cancel`, by the end of `call`, by disabling.
    /// The result: HI_DENIED for a hop or an address that is not granted, HI_UNAVAILABLE for a host that cannot be reached, is not
    /// trusted, does not speak HTTP, sends too many headers or failed too often just now, HI_OVER_QUOTA for an answer beyond a limit or too many requests in
    /// line, HI_DEADLINE, HI_CANCELLED. The error's `details` begin with a word for programs, such as `host_not_granted`.
    hi_status (*HI_NULLABLE start)(hi_host *host, hi_id call, hi_bytes request, uint64_t deadline_nanos, hi_on_result on_result,
                       void *HI_NULLABLE context, hi_id *operation, hi_error *error);

    /// Asks to end a request early. Its result still comes, as HI_CANCELLED if nothing came before.
    ///
    /// Thread: any. Never blocks. Ownership and lifetime: none. Failure: an id that is not under way is ignored. Cancel: none.
    void (*HI_NULLABLE cancel)(hi_host *host, hi_id operation);
} hi_http_1;

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

"""###),
        EmbeddedTemplate(
            path: "c/include/hashinsight/job.h",
            text: ###"""
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

"""###),
        EmbeddedTemplate(
            path: "c/include/hashinsight/log.h",
            text: ###"""
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

"""###),
        EmbeddedTemplate(
            path: "c/include/hashinsight/mail.h",
            text: ###"""
/// The service "hashinsight.mail/1": mails through the installation's own mail server. Who they are from is the installation's; whom they may
/// go to is granted: the tenant's own members, or anybody if the manifest asks for `grants: mail: any` and the operator granted it.
///
/// The host writes the mail: it encodes what every field says, sets Date, From, Message-ID and the structure, and refuses control characters
/// where a line must not end, so that no field can add a header, a recipient or another mail.
#pragma once

#include "message.h"

#define HI_MAIL_1 "hashinsight.mail/1"

/// Fields of a mail.
enum {
    HI_MAIL_TO = 1,          ///< text, repeated: an address such as ana@example.org, ASCII, at most 254 bytes. At most 50 of TO, CC and BCC.
    HI_MAIL_CC = 2,          ///< text, repeated: an address.
    HI_MAIL_BCC = 3,         ///< text, repeated: an address; gets the mail and is named in none.
    HI_MAIL_NAME = 4,        ///< text: the name of the TO, CC, BCC or REPLY_TO right before it, at most 200 bytes.
    HI_MAIL_REPLY_TO = 5,    ///< text: where answers go; the sender if it is left out.
    HI_MAIL_SUBJECT = 6,     ///< text: at most 500 bytes, one line.
    HI_MAIL_TEXT = 7,        ///< text: what every reader shows; lines end with LF or CR LF.
    HI_MAIL_HTML = 8,        ///< text: the same as HTML, beside the text.
    HI_MAIL_REFERENCE = 9,   ///< text: 1 to 200 bytes. Mails of one plugin, tenant and reference have one Message-ID, by which many mailboxes know a
                             ///< mail that was sent twice.
    HI_MAIL_FILE_NAME = 10,  ///< text, repeated: begins an attachment; a name without folders, at most 200 bytes. At most 10.
    HI_MAIL_FILE_TYPE = 11,  ///< text: the media type of the last FILE_NAME, without parameters; application/octet-stream if it is left out.
    HI_MAIL_FILE_BYTES = 12  ///< bytes: the content of the last FILE_NAME. TEXT, HTML and all files together: at most 10 MiB.
};

/// Fields of an answer.
enum {
    HI_MAIL_ANSWER_ACCEPTED = 1,    ///< text, repeated: a recipient that the server took the mail for.
    HI_MAIL_ANSWER_REJECTED = 2,    ///< text, repeated: a recipient that it did not, then its reply, as two fields.
    HI_MAIL_ANSWER_MESSAGE_ID = 3,  ///< text: the mail's Message-ID, without angle brackets.
    HI_MAIL_ANSWER_REPLY = 4,       ///< text: what the server said when it took the mail.
    HI_MAIL_ANSWER_ELAPSED_US = 5   ///< integer: microseconds from start to end, waiting in line included.
};

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

typedef struct hi_mail_1 {
    uint32_t size;
    uint32_t reserved;

    /// Starts to send a mail. One result follows: an answer as above, with at least one accepted recipient, or why there is none. That the
    /// server took a mail does not say that it arrives.
    ///
    /// `call` is the call on whose behalf it runs, or 0; when that call is cancelled so is the mail. `deadline_nanos` is absolute and
    /// monotonic; the host allows ten minutes at most. Tenants take turns; 64 mails and 32 MiB of one tenant wait in line.
    /// Thread: any. Never blocks. Ownership: `message` is borrowed until it returns; `context` stays the plugin's. Lifetime: `operation` is
    /// written before the result comes, which may be before this returns. Failure: HI_INVALID_ARGUMENT for a mail that cannot be written,
    /// HI_OVER_QUOTA (mails of this minute are used up; each recipient counts), HI_UNAVAILABLE if the installation has no mail server,
    /// HI_CANCELLED, HI_STALE; no result follows. Cancel: by `cancel`, by the end of `call`, by disabling.
    /// The result: HI_DENIED for a recipient that is not granted (nobody gets it then), HI_UNAVAILABLE for a server that refuses the mail or
    /// all recipients, cannot be reached or is not trusted, HI_OVER_QUOTA for too many in line or a day's mails that are used up, HI_DEADLINE,
    /// HI_CANCELLED. The error's `details` begin with a word for programs, such as `recipient_not_granted`, `rejected` (for good) or
    /// `try_later`; after these two a colon and what the server refused: `session`, `sender`, `recipients` or `mail` (it, or it by a rule of the
    /// server's), as in `rejected: recipients`. `outcome_unknown` says that the server had the whole mail and may deliver it.
    hi_status (*HI_NULLABLE send)(hi_host *host, hi_id call, hi_bytes message, uint64_t deadline_nanos, hi_on_result on_result,
                      void *HI_NULLABLE context, hi_id *operation, hi_error *error);

    /// Asks to end it early. Its result still comes, as HI_CANCELLED if nothing came before; what the server has taken stays sent.
    ///
    /// Thread: any. Never blocks. Ownership and lifetime: none. Failure: an id that is not under way is ignored. Cancel: none.
    void (*HI_NULLABLE cancel)(hi_host *host, hi_id operation);
} hi_mail_1;

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

"""###),
        EmbeddedTemplate(
            path: "c/include/hashinsight/message.h",
            text: ###"""
/// Flat messages: what crosses the contract is one run of bytes with offsets and no pointers, so that the same call can
/// cross to a worker process unchanged.
///
/// A message is `hi_message`, then `field_count` entries of `hi_field`, then data. All numbers are little endian; the
/// message starts at an address divisible by 8, and so does the data of every nested message or rows field. A reader
/// skips field ids that it does not know. Fields may repeat; their order counts. Offsets are from the message's start;
/// offset + count never exceeds `total_bytes`: a reader must check.
#pragma once

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct hi_message {
    uint32_t total_bytes;
    uint16_t kind;  ///< One of the HI_KIND_… values, or 0 where the function itself says what the message is.
    uint16_t field_count;
} hi_message;

/// Types of a field's value.
enum {
    HI_FIELD_INTEGER = 1,  ///< `value` is the number, two's complement.
    HI_FIELD_NUMBER = 2,   ///< `value` holds the bits of an IEEE double.
    HI_FIELD_TEXT = 3,     ///< UTF-8 at `offset`, `value` bytes.
    HI_FIELD_BYTES = 4,    ///< Any bytes at `offset`, `value` of them.
    HI_FIELD_MESSAGE = 5,  ///< A nested message.
    HI_FIELD_ROWS = 6      ///< A batch as in rows.h.
};

typedef struct hi_field {
    uint16_t id;
    uint16_t type;
    uint32_t offset;
    uint64_t value;
} hi_field;

#ifdef __cplusplus
}
#endif

"""###),
        EmbeddedTemplate(
            path: "c/include/hashinsight/metrics.h",
            text: ###"""
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

"""###),
        EmbeddedTemplate(
            path: "c/include/hashinsight/notary.h",
            text: ###"""
/// The service "hashinsight.notary/1": the host's notary puts one hash a time of each tenant into a transaction on an Ethereum chain, with those of
/// all tenants under one root. Keys, nodes and transactions stay with the host; what the hash stands for stays with the plugin.
///
/// The host also keeps evidence where it outlives it: bytes that the plugin has encrypted are pinned at every provider of IPFS that the operator named,
/// and unpinned once they are not wanted any more. What was published cannot be taken back: bytes whose key is deleted tell nothing.
///
/// Every key stands for this plugin and this tenant alone, over all versions of the plugin. Which chain it is the operator says; where none is named the service is
/// there and refuses with "not_configured".
#pragma once

#include "message.h"

#define HI_NOTARY_1 "hashinsight.notary/1"

/// Fields of a request. KEY is in each. Leaves and pins have names of their own: one key may stand for both.
enum {
    HI_NOTARY_KEY = 1,     ///< text: 1 to 160 bytes, the plugin's own name for the leaf or the pin.
    HI_NOTARY_LEAF = 2,    ///< `submit`, bytes: the 32 of a leaf hash, blinded so that nobody can tell what it stands for.
    HI_NOTARY_CONTENT = 3  ///< `pin`, bytes: 1 to 4,194,304, encrypted.
};

/// Fields of what `pin` and `pinned` answer. STATE is in each; CID where there is a pin; from PROVIDER on three for each provider, in this order.
enum {
    HI_PIN_ANSWER_STATE = 1,           ///< integer: HI_PIN_UNKNOWN to HI_PIN_REMOVED.
    HI_PIN_ANSWER_CID = 2,             ///< text: the content identifier, of version 1, which the host computed before anybody else saw the bytes.
    HI_PIN_ANSWER_PROVIDER = 3,        ///< text: `pinata`, `kubo`, `folder` or `service`.
    HI_PIN_ANSWER_PROVIDER_STATE = 4,  ///< integer: HI_PIN_PENDING, HI_PIN_PINNED, HI_PIN_FAILED or HI_PIN_REMOVED.
    HI_PIN_ANSWER_PROBLEM = 5          ///< text: what went wrong at the last try, for a person; empty while nothing is.
};

/// Where a pin stands.
enum {
    HI_PIN_UNKNOWN = 0,   ///< Nothing was pinned under this key.
    HI_PIN_PENDING = 1,   ///< The host has it; no provider yet, or nobody knows.
    HI_PIN_PINNED = 2,    ///< One provider has it at least.
    HI_PIN_FAILED = 3,    ///< No provider has it and none is tried any more, until the operator has looked.
    HI_PIN_REMOVING = 4,  ///< Taken back; a provider has it still.
    HI_PIN_REMOVED = 5    ///< Taken back, and gone wherever it was.
};

/// Fields of what `receipt` answers. STATE is in each, LEAF where there is one; from SEALED on INDEX to NOTARY, from INCLUDED on the rest.
enum {
    HI_NOTARY_ANSWER_STATE = 1,          ///< integer: HI_NOTARY_UNKNOWN to HI_NOTARY_FINALIZED.
    HI_NOTARY_ANSWER_LEAF = 2,           ///< bytes: the 32 that were submitted.
    HI_NOTARY_ANSWER_INDEX = 3,          ///< integer: the leaf's place among those of the interval, from 0.
    HI_NOTARY_ANSWER_SIZE = 4,           ///< integer: leaves of the interval.
    HI_NOTARY_ANSWER_PATH = 5,           ///< bytes: the sibling hashes, bottom up, 32 bytes each.
    HI_NOTARY_ANSWER_ROOT = 6,           ///< bytes: the interval's root, 32.
    HI_NOTARY_ANSWER_STREAM = 7,         ///< bytes: of the contract, 32.
    HI_NOTARY_ANSWER_PREVIOUS_LINK = 8,  ///< bytes: the stream's head before the root, 32.
    HI_NOTARY_ANSWER_MANIFEST = 9,       ///< bytes: SHA-256 of the interval's manifest, 32.
    HI_NOTARY_ANSWER_SEQUENCE = 10,      ///< integer: 1 for the first interval of the stream.
    HI_NOTARY_ANSWER_CHAIN = 11,         ///< integer: the chain's number.
    HI_NOTARY_ANSWER_CONTRACT = 12,      ///< bytes: address of the contract, 20.
    HI_NOTARY_ANSWER_NOTARY = 13,        ///< bytes: address of the account that anchors, 20.
    HI_NOTARY_ANSWER_TRANSACTION = 14,   ///< bytes: hash of the transaction, 32.
    HI_NOTARY_ANSWER_BLOCK = 15,         ///< integer: number of the block that it stands in.
    HI_NOTARY_ANSWER_BLOCK_HASH = 16     ///< bytes: hash of that block, 32.
};

/// How far a leaf has come. A block that goes away takes INCLUDED and SAFE back to SENT, and with it another transaction or block may come; nothing
/// takes FINALIZED back.
enum {
    HI_NOTARY_UNKNOWN = 0,    ///< Nothing was submitted under this key.
    HI_NOTARY_WAITING = 1,    ///< Stored; in no interval yet.
    HI_NOTARY_SEALED = 2,     ///< In an interval whose transaction is signed and stored, but not sent.
    HI_NOTARY_SENT = 3,       ///< Given to the nodes of the chain; in no block.
    HI_NOTARY_INCLUDED = 4,   ///< In a block of the chain as it is now.
    HI_NOTARY_SAFE = 5,       ///< In a block whose data stand on the chain below.
    HI_NOTARY_FINALIZED = 6   ///< In a block that can no longer go away.
};

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

typedef struct hi_notary_1 {
    uint32_t size;
    uint32_t reserved;

    /// Puts a leaf into the next interval. Once the result is HI_OK the leaf is stored, and no end of the host loses it. The same key and leaf may
    /// come any number of times, as after a result that got lost, and are anchored once.
    ///
    /// `call` is the call on whose behalf it runs, or 0; when that call is cancelled so is the operation. `deadline_nanos` is absolute and
    /// monotonic.
    /// Thread: any. Never blocks. Ownership: `request` is borrowed until it returns; `context` stays the plugin's. Lifetime: `operation` is
    /// written before the result comes, which may be before this returns. Failure: HI_INVALID_ARGUMENT, HI_DENIED, HI_OVER_QUOTA (more than 100
    /// operations in a second), HI_CANCELLED, HI_UNAVAILABLE, HI_STALE; no result follows. Cancel: by `cancel`, by the end of `call`, by disabling;
    /// the leaf may be stored nevertheless. The result: an empty message; HI_CONFLICT if the key stands for another leaf, HI_OVER_QUOTA if the
    /// tenant has too many leaves waiting, HI_UNAVAILABLE with "not_configured" at the beginning of `details` where the operator named no chain,
    /// HI_UNAVAILABLE else if nothing is known of what happened, HI_DEADLINE, HI_CANCELLED.
    hi_status (*HI_NULLABLE submit)(hi_host *host, hi_id call, hi_bytes request, uint64_t deadline_nanos, hi_on_result on_result,
                        void *HI_NULLABLE context, hi_id *operation, hi_error *error);

    /// Tells how far a leaf has come. The result: a message as above; a key that is not there is HI_OK with HI_NOTARY_UNKNOWN.
    ///
    /// Thread, ownership, lifetime, failure and cancel as `submit`; it changes nothing. The result: HI_UNAVAILABLE, HI_DEADLINE, HI_CANCELLED.
    hi_status (*HI_NULLABLE receipt)(hi_host *host, hi_id call, hi_bytes request, uint64_t deadline_nanos, hi_on_result on_result,
                         void *HI_NULLABLE context, hi_id *operation, hi_error *error);

    /// Asks to end an operation early. Its result still comes, as HI_CANCELLED if nothing came before; what was stored stays so.
    ///
    /// Thread: any. Never blocks. Ownership and lifetime: none. Failure: an id that is not under way is ignored. Cancel: none.
    void (*HI_NULLABLE cancel)(hi_host *host, hi_id operation);

    /// Has bytes pinned. Once the result is HI_OK they are stored, and no end of the host loses them. The same key and bytes may come any number of
    /// times, and are pinned once.
    ///
    /// Thread, ownership, lifetime, failure and cancel as `submit`. The result: a message with STATE and CID; HI_INVALID_ARGUMENT for no bytes or too
    /// many, HI_CONFLICT if the key stands for other bytes, also for such as were taken back, HI_OVER_QUOTA if too many of the tenant wait,
    /// HI_UNAVAILABLE with "not_configured" at the beginning of `details` where the operator named no provider, HI_UNAVAILABLE else if nothing is
    /// known of what happened, HI_DEADLINE, HI_CANCELLED.
    hi_status (*HI_NULLABLE pin)(hi_host *host, hi_id call, hi_bytes request, uint64_t deadline_nanos, hi_on_result on_result,
                     void *HI_NULLABLE context, hi_id *operation, hi_error *error);

    /// Tells where a pin stands. The result: a message as above; a key that is not there is HI_OK with HI_PIN_UNKNOWN.
    ///
    /// Thread, ownership, lifetime, failure and cancel as `submit`; it changes nothing. The result: HI_UNAVAILABLE, HI_DEADLINE, HI_CANCELLED.
    hi_status (*HI_NULLABLE pinned)(hi_host *host, hi_id call, hi_bytes request, uint64_t deadline_nanos, hi_on_result on_result,
                        void *HI_NULLABLE context, hi_id *operation, hi_error *error);

    /// Takes a pin back for good: the host deletes its bytes at once, and the providers theirs as soon as they are reached. A key that is not there is
    /// fine.
    ///
    /// Thread, ownership, lifetime, failure and cancel as `submit`. The result: an empty message; HI_UNAVAILABLE, HI_DEADLINE, HI_CANCELLED.
    hi_status (*HI_NULLABLE unpin)(hi_host *host, hi_id call, hi_bytes request, uint64_t deadline_nanos, hi_on_result on_result,
                       void *HI_NULLABLE context, hi_id *operation, hi_error *error);
} hi_notary_1;

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

"""###),
        EmbeddedTemplate(
            path: "c/include/hashinsight/plugin.h",
            text: ###"""
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

"""###),
        EmbeddedTemplate(
            path: "c/include/hashinsight/request.h",
            text: ###"""
/// Calls of the kinds HI_KIND_HTTP_REQUEST and HI_KIND_HTTP_ANSWER.
#pragma once

#include "message.h"

/// Fields of a request.
enum {
    HI_REQUEST_ROUTE = 1,       ///< text: the `name` of the route in the manifest.
    HI_REQUEST_METHOD = 2,      ///< text
    HI_REQUEST_PATH = 3,        ///< text, decoded.
    HI_REQUEST_QUERY = 4,       ///< text, as received, without '?'.
    HI_REQUEST_PARAMETER = 5,   ///< text, repeated: a {name} of the path's pattern, then its decoded value, as two fields, in the pattern's order.
    HI_REQUEST_HEADER = 6,      ///< text, repeated: name (lower case), then value, as two fields. No cookie, no authorization.
    HI_REQUEST_BODY = 7,        ///< bytes; within the host's size limit.
    HI_REQUEST_ID = 8,          ///< text: request id, as in the answer's X-Request-ID and the log.
    HI_REQUEST_TENANT = 9,      ///< text: id of the tenant that the instance serves.
    HI_REQUEST_TENANT_KIND = 10,  ///< text: `provider` or `client`.
    HI_REQUEST_MEMBER = 11,     ///< text: id of the member who asks; absent for API tokens without one.
    HI_REQUEST_ROLE = 12,       ///< text: owner, admin, user or guest.
    HI_REQUEST_LANGUAGE = 13,   ///< text: BCP 47, one of the host's languages.
    HI_REQUEST_FRAGMENT = 14    ///< integer 1 if only a part of the page is asked for (htmx).
};

/// Fields of an answer. Either BODY, or TEMPLATE with DATA: the host then renders the bundle's template `pages/<TEMPLATE>.mustache`
/// and puts it in its frame, unless a fragment was asked for.
enum {
    HI_ANSWER_STATUS = 1,        ///< integer, default 200
    HI_ANSWER_CONTENT_TYPE = 2,  ///< text, default application/json
    HI_ANSWER_HEADER = 3,        ///< text, repeated: name, then value. Headers that the host owns (cookies, security) are refused.
    HI_ANSWER_BODY = 4,          ///< bytes
    HI_ANSWER_TEMPLATE = 5,      ///< text
    HI_ANSWER_DATA = 6,          ///< bytes: JSON object
    HI_ANSWER_TITLE = 7          ///< text: catalogue key of the page's title
};

"""###),
        EmbeddedTemplate(
            path: "c/include/hashinsight/rows.h",
            text: ###"""
/// Columnar batches: the form of statement parameters (one row), results, bulk writes and device replies.
///
/// A batch is `hi_rows`, then `column_count` entries of `hi_column`, then data. Little endian; every offset is from the
/// batch's start and divisible by 8, except `name_offset`. A reader must check every range against `total_bytes`.
///
/// - Validity: one bit a row, least significant first, 1 = there is a value. Offset 0 = no nulls in this column.
/// - Fixed width (BOOLEAN 1 byte, INTEGER, NUMBER and TIMESTAMP 8 bytes): `data_offset` holds `row_count` values; the value
///   under a null is 0.
/// - Variable width (TEXT, BYTES, JSON, DECIMAL): `offsets_offset` holds `row_count + 1` values of uint32, rising from 0, into the data.
#pragma once

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
    HI_COLUMN_BOOLEAN = 1,
    HI_COLUMN_INTEGER = 2,    ///< int64; smaller SQL integers are widened.
    HI_COLUMN_NUMBER = 3,     ///< IEEE double; `real` is widened.
    HI_COLUMN_TEXT = 4,       ///< UTF-8; also uuid, inet, enums and whatever else has no type of its own, as PostgreSQL prints it.
    HI_COLUMN_BYTES = 5,
    HI_COLUMN_TIMESTAMP = 6,  ///< int64, microseconds since 1970-01-01T00:00:00Z; a `date` is its midnight UTC.
    HI_COLUMN_DECIMAL = 7,    ///< `numeric` as decimal text, exact.
    HI_COLUMN_JSON = 8        ///< json and jsonb as UTF-8 text.
};

typedef struct hi_rows {
    uint32_t total_bytes;
    uint16_t version;  ///< 1
    uint16_t column_count;
    uint32_t row_count;
    uint32_t reserved;
} hi_rows;

typedef struct hi_column {
    uint32_t name_offset;
    uint16_t name_count;
    uint16_t type;
    uint32_t validity_offset;
    uint32_t offsets_offset;
    uint32_t data_offset;
    uint32_t data_count;
    uint64_t reserved;
} hi_column;

#ifdef __cplusplus
}
#endif

"""###),
        EmbeddedTemplate(
            path: "c/include/hashinsight/secrets.h",
            text: ###"""
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

"""###),
        EmbeddedTemplate(
            path: "c/plugin.map",
            text: ###"""
{ global: hashinsight_plugin; local: *; };

"""###),
        EmbeddedTemplate(
            path: "c/src/message.h",
            text: ###"""
// Reads and writes the contract's flat messages and rows. Every length and offset is checked before it is used.
#pragma once

#include <hashinsight/abi.h>
#include <stdbool.h>

/// True if `bytes` is a well-formed message: header, table of fields and every range lie within it.
bool message_is_valid(hi_bytes bytes);

int message_kind(hi_bytes message);

/// The first field with this id and type in a valid message; false if there is none.
bool message_find(hi_bytes message, int id, int type, hi_field *field);

/// The bytes of a text, bytes, message or rows field of a valid message.
hi_bytes message_data(hi_bytes message, const hi_field *field);

/// The text that follows the text `name` among pairs of fields with this id (headers, path parameters).
bool message_pair(hi_bytes message, int id, const char *name, hi_bytes *value);

/// Rows that `rows_open` has checked.
typedef struct rows {
    hi_bytes bytes;
    uint32_t row_count;
    uint16_t column_count;
} rows;

bool rows_open(hi_bytes bytes, rows *result);

/// The position of a column of this name and type, or -1.
int rows_column(const rows *rows, const char *name, int type);

int64_t rows_integer(const rows *rows, int column, uint32_t row);
hi_bytes rows_text(const rows *rows, int column, uint32_t row);

/// Bytes that grow. After a failed allocation `failed` is set and further writes do nothing.
typedef struct buffer {
    uint8_t *data;
    size_t count;
    size_t capacity;
    bool failed;
} buffer;

void buffer_append(buffer *buffer, const void *data, size_t count);
void buffer_text(buffer *buffer, const char *text);
void buffer_integer(buffer *buffer, int64_t value);
void buffer_json_string(buffer *buffer, hi_bytes text);
/// Unix microseconds as RFC 3339 in quotes.
void buffer_json_time(buffer *buffer, int64_t unix_micros);
void buffer_free(buffer *buffer);

/// One field to write; `data` for texts, bytes and rows, `number` for integers.
typedef struct field_value {
    int id;
    int type;
    int64_t number;
    hi_bytes data;
} field_value;

/// Appends a whole message. Nested data is aligned as message.h asks.
void message_write(buffer *buffer, int kind, const field_value *fields, int field_count);

/// One cell to write: HI_COLUMN_INTEGER with `number`, or HI_COLUMN_TEXT with `text`.
typedef struct cell_value {
    int type;
    int64_t number;
    hi_bytes text;
} cell_value;

/// Appends a batch of one row: the parameters of a statement.
void rows_write(buffer *buffer, const cell_value *cells, int count);

"""###),
        EmbeddedTemplate(
            path: "c/src/message_read.c",
            text: ###"""
#include "message.h"

#include <string.h>

static uint16_t read16(const uint8_t *at) {
    uint16_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

static uint32_t read32(const uint8_t *at) {
    uint32_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

static hi_field field_at(hi_bytes message, unsigned index) {
    hi_field field;
    memcpy(&field, message.data + sizeof(hi_message) + index * sizeof(hi_field), sizeof field);
    return field;
}

bool message_is_valid(hi_bytes bytes) {
    if (bytes.data == NULL || bytes.count < sizeof(hi_message)) return false;
    uint64_t total = read32(bytes.data);
    unsigned count = read16(bytes.data + 6);
    if (total > bytes.count || sizeof(hi_message) + count * sizeof(hi_field) > total) return false;
    for (unsigned index = 0; index < count; index++) {
        hi_field field = field_at(bytes, index);
        if (field.type < HI_FIELD_TEXT || field.type > HI_FIELD_ROWS) continue;
        if (field.offset > total || field.value > total - field.offset) return false;
        if (field.type >= HI_FIELD_MESSAGE && field.offset % 8 != 0) return false;
    }
    return true;
}

int message_kind(hi_bytes message) { return read16(message.data + 4); }

bool message_find(hi_bytes message, int id, int type, hi_field *field) {
    unsigned count = read16(message.data + 6);
    for (unsigned index = 0; index < count; index++) {
        *field = field_at(message, index);
        if (field->id == id && field->type == type) return true;
    }
    return false;
}

hi_bytes message_data(hi_bytes message, const hi_field *field) {
    return (hi_bytes){message.data + field->offset, (size_t)field->value};
}

bool message_pair(hi_bytes message, int id, const char *name, hi_bytes *value) {
    unsigned count = read16(message.data + 6);
    bool is_name = true, matches = false;
    for (unsigned index = 0; index < count; index++) {
        hi_field field = field_at(message, index);
        if (field.id != id || field.type != HI_FIELD_TEXT) continue;
        hi_bytes text = message_data(message, &field);
        if (is_name) {
            matches = text.count == strlen(name) && memcmp(text.data, name, text.count) == 0;
        } else if (matches) {
            *value = text;
            return true;
        }
        is_name = !is_name;
    }
    return false;
}

static hi_column column_at(const rows *rows, unsigned index) {
    hi_column column;
    memcpy(&column, rows->bytes.data + sizeof(hi_rows) + index * sizeof(hi_column), sizeof column);
    return column;
}

static int fixed_width(int type) {
    switch (type) {
        case HI_COLUMN_BOOLEAN: return 1;
        case HI_COLUMN_INTEGER:
        case HI_COLUMN_NUMBER:
        case HI_COLUMN_TIMESTAMP: return 8;
        default: return 0;
    }
}

bool rows_open(hi_bytes bytes, rows *result) {
    if (bytes.data == NULL || bytes.count < sizeof(hi_rows)) return false;
    uint64_t total = read32(bytes.data);
    *result = (rows){{bytes.data, total}, read32(bytes.data + 8), read16(bytes.data + 6)};
    uint64_t row_count = result->row_count;
    if (read16(bytes.data + 4) != 1 || total > bytes.count) return false;
    if (sizeof(hi_rows) + result->column_count * sizeof(hi_column) > total) return false;
    for (unsigned index = 0; index < result->column_count; index++) {
        hi_column column = column_at(result, index);
        if (column.type < HI_COLUMN_BOOLEAN || column.type > HI_COLUMN_JSON) return false;
        if ((uint64_t)column.name_offset + column.name_count > total) return false;
        if (column.validity_offset != 0 && column.validity_offset + (row_count + 7) / 8 > total) return false;
        if ((uint64_t)column.data_offset + column.data_count > total) return false;
        uint64_t width = (uint64_t)fixed_width(column.type);
        if (width > 0) {
            if (row_count * width > column.data_count) return false;
            continue;
        }
        if (column.offsets_offset + (row_count + 1) * 4 > total) return false;
        uint32_t before = 0;
        for (uint64_t row = 0; row <= row_count; row++) {
            uint32_t offset = read32(bytes.data + column.offsets_offset + row * 4);
            if (offset < before || offset > column.data_count) return false;
            before = offset;
        }
    }
    return true;
}

int rows_column(const rows *rows, const char *name, int type) {
    for (unsigned index = 0; index < rows->column_count; index++) {
        hi_column column = column_at(rows, index);
        if (column.type == type && column.name_count == strlen(name) &&
            memcmp(rows->bytes.data + column.name_offset, name, column.name_count) == 0)
            return (int)index;
    }
    return -1;
}

int64_t rows_integer(const rows *rows, int column, uint32_t row) {
    int64_t value;
    memcpy(&value, rows->bytes.data + column_at(rows, (unsigned)column).data_offset + (size_t)row * 8, sizeof value);
    return value;
}

hi_bytes rows_text(const rows *rows, int column, uint32_t row) {
    hi_column layout = column_at(rows, (unsigned)column);
    uint32_t lower = read32(rows->bytes.data + layout.offsets_offset + (size_t)row * 4);
    uint32_t upper = read32(rows->bytes.data + layout.offsets_offset + (size_t)row * 4 + 4);
    return (hi_bytes){rows->bytes.data + layout.data_offset + lower, upper - lower};
}

"""###),
        EmbeddedTemplate(
            path: "c/src/message_write.c",
            text: ###"""
#include "message.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

void buffer_append(buffer *buffer, const void *data, size_t count) {
    if (buffer->failed || count == 0) return;
    if (buffer->capacity - buffer->count < count) {
        size_t capacity = buffer->capacity * 2 + count + 64;
        uint8_t *grown = realloc(buffer->data, capacity);
        if (grown == NULL) {
            buffer->failed = true;
            return;
        }
        buffer->data = grown;
        buffer->capacity = capacity;
    }
    memcpy(buffer->data + buffer->count, data, count);
    buffer->count += count;
}

void buffer_text(buffer *buffer, const char *text) { buffer_append(buffer, text, strlen(text)); }

void buffer_integer(buffer *buffer, int64_t value) {
    char text[24];
    buffer_append(buffer, text, (size_t)snprintf(text, sizeof text, "%" PRId64, value));
}

void buffer_json_string(buffer *buffer, hi_bytes text) {
    buffer_text(buffer, "\"");
    for (size_t at = 0; at < text.count; at++) {
        uint8_t byte = text.data[at];
        if (byte == '"' || byte == '\\') {
            buffer_append(buffer, "\\", 1);
            buffer_append(buffer, &byte, 1);
        } else if (byte < 0x20) {
            char escape[8];
            buffer_append(buffer, escape, (size_t)snprintf(escape, sizeof escape, "\\u%04x", byte));
        } else {
            buffer_append(buffer, &byte, 1);
        }
    }
    buffer_text(buffer, "\"");
}

void buffer_json_time(buffer *buffer, int64_t unix_micros) {
    time_t seconds = (time_t)(unix_micros / 1000000);
    if (unix_micros % 1000000 < 0) seconds--;
    struct tm utc;
    char text[40] = "null";
    size_t count = 4;
    if (gmtime_r(&seconds, &utc) != NULL) count = strftime(text, sizeof text, "\"%Y-%m-%dT%H:%M:%SZ\"", &utc);
    buffer_append(buffer, text, count);
}

void buffer_free(buffer *buffer) {
    free(buffer->data);
    *buffer = (struct buffer){0};
}

static void pad_to_eight(buffer *buffer, size_t start) {
    static const uint8_t zeros[8];
    buffer_append(buffer, zeros, (8 - (buffer->count - start) % 8) % 8);
}

void message_write(buffer *buffer, int kind, const field_value *fields, int field_count) {
    pad_to_eight(buffer, 0);
    size_t start = buffer->count;
    hi_message header = {.kind = (uint16_t)kind, .field_count = (uint16_t)field_count};
    buffer_append(buffer, &header, sizeof header);
    for (int index = 0; index < field_count; index++) buffer_append(buffer, &(hi_field){0}, sizeof(hi_field));
    for (int index = 0; index < field_count; index++) {
        const field_value *value = &fields[index];
        hi_field field = {.id = (uint16_t)value->id, .type = (uint16_t)value->type, .value = (uint64_t)value->number};
        if (value->type >= HI_FIELD_TEXT) {
            pad_to_eight(buffer, start);
            field.offset = (uint32_t)(buffer->count - start);
            field.value = value->data.count;
            buffer_append(buffer, value->data.data, value->data.count);
        }
        if (buffer->failed) return;
        memcpy(buffer->data + start + sizeof header + (size_t)index * sizeof field, &field, sizeof field);
    }
    if (buffer->failed) return;
    header.total_bytes = (uint32_t)(buffer->count - start);
    memcpy(buffer->data + start, &header, sizeof header);
}

void rows_write(buffer *buffer, const cell_value *cells, int count) {
    size_t start = buffer->count;
    hi_rows header = {.version = 1, .column_count = (uint16_t)count, .row_count = 1};
    buffer_append(buffer, &header, sizeof header);
    for (int index = 0; index < count; index++) buffer_append(buffer, &(hi_column){0}, sizeof(hi_column));
    for (int index = 0; index < count; index++) {
        const cell_value *cell = &cells[index];
        hi_column column = {.type = (uint16_t)cell->type};
        pad_to_eight(buffer, start);
        if (cell->type == HI_COLUMN_TEXT) {
            uint32_t offsets[2] = {0, (uint32_t)cell->text.count};
            column.offsets_offset = (uint32_t)(buffer->count - start);
            buffer_append(buffer, offsets, sizeof offsets);
            column.data_offset = (uint32_t)(buffer->count - start);
            column.data_count = (uint32_t)cell->text.count;
            buffer_append(buffer, cell->text.data, cell->text.count);
        } else {
            column.data_offset = (uint32_t)(buffer->count - start);
            column.data_count = sizeof cell->number;
            buffer_append(buffer, &cell->number, sizeof cell->number);
        }
        if (buffer->failed) return;
        memcpy(buffer->data + start + sizeof header + (size_t)index * sizeof column, &column, sizeof column);
    }
    pad_to_eight(buffer, start);
    if (buffer->failed) return;
    header.total_bytes = (uint32_t)(buffer->count - start);
    memcpy(buffer->data + start, &header, sizeof header);
}

"""###),
        EmbeddedTemplate(
            path: "c/src/plugin.c",
            text: ###"""
// Routes and a job that each run one statement.
//
// An instance has no threads and nothing in it changes after `create`, so no lock is needed. What waits for the database is a `work`
// on the heap that the result hands back.
#include "message.h"

#include <stdlib.h>
#include <string.h>

typedef struct instance {
    hi_host *host;
    hi_host_api api;
    hi_db_1 db;
    hi_events_1 events;
    uint32_t items_page;
    uint32_t item_add;
    uint32_t items_count;
    int64_t items_shown;
} instance;

typedef enum { LIST_ITEMS, ITEMS_PAGE, ADD_ITEM, COUNT_ITEMS } what;

typedef struct work {
    instance *instance;
    hi_id call;
    what what;
} work;

static hi_bytes text(const char *text) { return (hi_bytes){(const uint8_t *)text, strlen(text)}; }

static hi_bytes contents(const buffer *buffer) { return (hi_bytes){buffer->data, buffer->count}; }

/// Says why. The caller says how much room its error has: an older host's may end sooner than this one.
static hi_status fail(hi_error *error, hi_status status, const char *message) {
    hi_error full = {.size = error->size, .status = status, .message_count = (uint32_t)strlen(message)};
    if (full.message_count > sizeof full.message) full.message_count = sizeof full.message;
    memcpy(full.message, message, full.message_count);
    memcpy(error, &full, full.size < sizeof full ? full.size : sizeof full);
    return status;
}

static void complete_with_error(instance *self, hi_id call, hi_status status, const char *message) {
    hi_error error = {.size = sizeof error};
    fail(&error, status, message);
    self->api.complete(self->host, call, status, (hi_bytes){0}, &error);
}

static void complete_with(instance *self, hi_id call, int kind, const field_value *fields, int count) {
    buffer message = {0};
    message_write(&message, kind, fields, count);
    if (message.failed)
        complete_with_error(self, call, HI_INTERNAL, "Out of memory.");
    else
        self->api.complete(self->host, call, HI_OK, contents(&message), NULL);
    buffer_free(&message);
}

// MARK: Rows as JSON

static bool write_items(buffer *json, const rows *rows) {
    int id = rows_column(rows, "id", HI_COLUMN_TEXT);
    int name = rows_column(rows, "name", HI_COLUMN_TEXT);
    int created_at = rows_column(rows, "created_at", HI_COLUMN_TIMESTAMP);
    if (id < 0 || name < 0 || created_at < 0) return false;
    buffer_text(json, "{\"items\":[");
    for (uint32_t row = 0; row < rows->row_count; row++) {
        buffer_text(json, row == 0 ? "{\"id\":" : ",{\"id\":");
        buffer_json_string(json, rows_text(rows, id, row));
        buffer_text(json, ",\"name\":");
        buffer_json_string(json, rows_text(rows, name, row));
        buffer_text(json, ",\"created_at\":");
        buffer_json_time(json, rows_integer(rows, created_at, row));
        buffer_text(json, "}");
    }
    buffer_text(json, "]}");
    return true;
}

static bool write_added(buffer *json, const rows *rows) {
    int id = rows_column(rows, "id", HI_COLUMN_TEXT);
    if (id < 0 || rows->row_count != 1) return false;
    buffer_text(json, "{\"id\":");
    buffer_json_string(json, rows_text(rows, id, 0));
    buffer_text(json, "}");
    return true;
}

static bool write_count(buffer *json, const rows *rows) {
    int items = rows_column(rows, "items", HI_COLUMN_INTEGER);
    if (items < 0 || rows->row_count != 1) return false;
    buffer_text(json, "{\"items\":");
    buffer_integer(json, rows_integer(rows, items, 0));
    buffer_text(json, "}");
    return true;
}

static bool write_rows(what what, buffer *json, const rows *rows) {
    switch (what) {
        case LIST_ITEMS:
        case ITEMS_PAGE: return write_items(json, rows);
        case ADD_ITEM: return write_added(json, rows);
        case COUNT_ITEMS: return write_count(json, rows);
    }
    return false;
}

// MARK: Answers

static void answer(instance *self, const work *work, const buffer *json) {
    switch (work->what) {
        case LIST_ITEMS: {
            field_value body = {.id = HI_ANSWER_BODY, .type = HI_FIELD_BYTES, .data = contents(json)};
            return complete_with(self, work->call, HI_KIND_HTTP_ANSWER, &body, 1);
        }
        case ITEMS_PAGE: {
            field_value fields[] = {
                {.id = HI_ANSWER_TEMPLATE, .type = HI_FIELD_TEXT, .data = text("items")},
                {.id = HI_ANSWER_DATA, .type = HI_FIELD_BYTES, .data = contents(json)},
                {.id = HI_ANSWER_TITLE, .type = HI_FIELD_TEXT, .data = text("items.title")},
            };
            return complete_with(self, work->call, HI_KIND_HTTP_ANSWER, fields, 3);
        }
        case ADD_ITEM: {
            hi_error error = {.size = sizeof error};
            // An event that is refused is missed, not a failed write.
            if (self->events.publish != NULL) self->events.publish(self->host, text("added"), contents(json), &error);
            field_value fields[] = {
                {.id = HI_ANSWER_STATUS, .type = HI_FIELD_INTEGER, .number = 201},
                {.id = HI_ANSWER_BODY, .type = HI_FIELD_BYTES, .data = contents(json)},
            };
            return complete_with(self, work->call, HI_KIND_HTTP_ANSWER, fields, 2);
        }
        case COUNT_ITEMS: {
            field_value summary = {.id = HI_JOB_ANSWER_SUMMARY, .type = HI_FIELD_BYTES, .data = contents(json)};
            return complete_with(self, work->call, HI_KIND_JOB_ANSWER, &summary, 1);
        }
    }
}

/// Called by the host, once for each statement that was started. Must not block.
static void on_rows(void *context, hi_id operation, hi_status status, hi_bytes result, const hi_error *error) {
    (void)operation;
    work work = *(struct work *)context;
    free(context);
    instance *self = work.instance;
    if (status != HI_OK) {
        self->api.complete(self->host, work.call, status, (hi_bytes){0}, error);
        return;
    }
    hi_field field;
    rows rows;
    buffer json = {0};
    bool written = message_is_valid(result) && message_find(result, HI_DB_ROWS, HI_FIELD_ROWS, &field) &&
                   rows_open(message_data(result, &field), &rows) && write_rows(work.what, &json, &rows);
    if (written && !json.failed)
        answer(self, &work, &json);
    else
        complete_with_error(self, work.call, HI_INTERNAL, "The statement's rows are not what this plugin was built for.");
    buffer_free(&json);
}

// MARK: Statements

static hi_status run_statement(instance *self, hi_id call, uint64_t deadline_nanos, what what, uint32_t statement,
                               const cell_value *cells, int cell_count, hi_error *error) {
    if (self->db.start == NULL) return fail(error, HI_DENIED, "The database was not granted.");
    buffer parameters = {0}, batch = {0};
    rows_write(&parameters, cells, cell_count);
    field_value fields[] = {
        {.id = HI_DB_STATEMENT, .type = HI_FIELD_INTEGER, .number = statement},
        {.id = HI_DB_PARAMETERS, .type = HI_FIELD_ROWS, .data = contents(&parameters)},
    };
    message_write(&batch, 0, fields, 2);
    work *context = malloc(sizeof *context);
    hi_status status;
    if (parameters.failed || batch.failed || context == NULL) {
        status = fail(error, HI_INTERNAL, "Out of memory.");
        free(context);
    } else {
        *context = (work){self, call, what};
        hi_id operation;
        // After HI_OK the context belongs to the result, which may already have come.
        status = self->db.start(self->host, call, contents(&batch), deadline_nanos, on_rows, context, &operation, error);
        if (status != HI_OK) free(context);
    }
    buffer_free(&parameters);
    buffer_free(&batch);
    return status;
}

// MARK: Calls

/// How many characters a valid UTF-8 text has.
static size_t characters(hi_bytes text) {
    size_t count = 0;
    for (size_t at = 0; at < text.count; at++) count += (text.data[at] & 0xC0) != 0x80;
    return count;
}

static bool names(hi_bytes message, int id, const char *name) {
    hi_field field;
    if (!message_find(message, id, HI_FIELD_TEXT, &field)) return false;
    hi_bytes found = message_data(message, &field);
    return found.count == strlen(name) && memcmp(found.data, name, found.count) == 0;
}

static hi_status start_request(instance *self, hi_id call, hi_bytes request, uint64_t deadline_nanos, hi_error *error) {
    cell_value shown = {.type = HI_COLUMN_INTEGER, .number = self->items_shown};
    if (names(request, HI_REQUEST_ROUTE, "list_items"))
        return run_statement(self, call, deadline_nanos, LIST_ITEMS, self->items_page, &shown, 1, error);
    if (names(request, HI_REQUEST_ROUTE, "items_page"))
        return run_statement(self, call, deadline_nanos, ITEMS_PAGE, self->items_page, &shown, 1, error);
    if (names(request, HI_REQUEST_ROUTE, "add_item")) {
        cell_value name = {.type = HI_COLUMN_TEXT};
        message_pair(request, HI_REQUEST_PARAMETER, "name", &name.text);
        size_t count = characters(name.text);
        if (count < 1 || count > 64) return fail(error, HI_INVALID_ARGUMENT, "name: expected 1 to 64 characters.");
        return run_statement(self, call, deadline_nanos, ADD_ITEM, self->item_add, &name, 1, error);
    }
    return fail(error, HI_UNSUPPORTED, "The plugin has no such route.");
}

/// After HI_OK exactly one `complete` follows; anything else ends the call with that error.
static hi_status start(void *opaque, hi_id call, hi_bytes message, uint64_t deadline_nanos, hi_error *error) {
    instance *self = opaque;
    if (!message_is_valid(message)) return fail(error, HI_INVALID_ARGUMENT, "The message is not well formed.");
    switch (message_kind(message)) {
        case HI_KIND_HTTP_REQUEST: return start_request(self, call, message, deadline_nanos, error);
        case HI_KIND_JOB_RUN:
            if (names(message, HI_JOB_NAME, "count"))
                return run_statement(self, call, deadline_nanos, COUNT_ITEMS, self->items_count, NULL, 0, error);
            return fail(error, HI_UNSUPPORTED, "The plugin has no such job.");
        default: return fail(error, HI_UNSUPPORTED, "Calls of this kind are not known to this plugin.");
    }
}

/// The host ends the statement that runs for the call, and its result completes the call: nothing is left to do.
static void cancel(void *opaque, hi_id call) {
    (void)opaque;
    (void)call;
}

// MARK: Instances

/// The whole number of the one setting: the host has checked that settings are `{"items_shown": …}`.
static int64_t read_items_shown(hi_bytes settings) {
    static const char key[] = "\"items_shown\"";
    for (size_t at = 0; at + sizeof key - 1 <= settings.count; at++) {
        if (memcmp(settings.data + at, key, sizeof key - 1) != 0) continue;
        at += sizeof key - 1;
        while (at < settings.count && (settings.data[at] < '0' || settings.data[at] > '9')) at++;
        int64_t value = 0;
        for (; at < settings.count && settings.data[at] >= '0' && settings.data[at] <= '9' && value < 1000; at++)
            value = value * 10 + (settings.data[at] - '0');
        return value;
    }
    return 50;
}

/// Copies the smaller of the size found and the size known: functions beyond are null.
static void copy_table(const void *table, void *target, size_t known) {
    uint32_t size;
    if (table == NULL) return;
    memcpy(&size, table, sizeof size);
    memcpy(target, table, size < known ? size & ~7u : known);
}

/// A service that the manifest does not ask for, or that was not granted, is a null pointer.
static hi_status find_services(instance *self, hi_error *error) {
    if (self->api.service == NULL || self->api.complete == NULL)
        return fail(error, HI_UNSUPPORTED, "The host's api lacks a function of ABI 1.0.");
    copy_table(self->api.service(self->host, HI_DB_1), &self->db, sizeof self->db);
    copy_table(self->api.service(self->host, HI_EVENTS_1), &self->events, sizeof self->events);
    if (self->db.statement == NULL) return HI_OK;
    hi_status status = self->db.statement(self->host, text("items_page"), &self->items_page, error);
    if (status == HI_OK) status = self->db.statement(self->host, text("item_add"), &self->item_add, error);
    if (status == HI_OK) status = self->db.statement(self->host, text("items_count"), &self->items_count, error);
    return status;
}

static hi_status create(const hi_plugin_1 *plugin, hi_host *host, const hi_host_api *api, hi_bytes settings, void **result,
                        hi_error *error) {
    (void)plugin;
    instance *self = calloc(1, sizeof *self);
    if (self == NULL) return fail(error, HI_INTERNAL, "Out of memory.");
    self->host = host;
    self->items_shown = read_items_shown(settings);
    copy_table(api, &self->api, sizeof self->api);
    hi_status status = find_services(self, error);
    if (status != HI_OK) {
        free(self);
        return status;
    }
    *result = self;
    return HI_OK;
}

static void destroy(void *opaque) { free(opaque); }

static const hi_plugin_1 plugin = {
    .size = sizeof(hi_plugin_1), .create = create, .destroy = destroy, .start = start, .cancel = cancel};

static const void *get(const char *id) { return strcmp(id, HI_PLUGIN_1) == 0 ? &plugin : NULL; }

/// The one symbol that the library exports.
__attribute__((visibility("default"))) const hi_entry hashinsight_plugin = {
    .magic = HI_ENTRY_MAGIC, .abi_major = HI_ABI_MAJOR, .abi_minor = HI_ABI_MINOR, .size = sizeof(hi_entry), .get = get};

"""###),
        EmbeddedTemplate(
            path: "common/gitignore",
            text: ###"""
/build/
/.build/
/.dev/

"""###),
        EmbeddedTemplate(
            path: "common/locales/en.json",
            text: ###"""
{"nav.items": "My plugin", "items.title": "My plugin", "items.none": "Nothing here yet."}

"""###),
        EmbeddedTemplate(
            path: "common/locales/zh-CN.json",
            text: ###"""
{"nav.items": "My plugin", "items.title": "My plugin", "items.none": "这里还没有内容。"}

"""###),
        EmbeddedTemplate(
            path: "common/migrations/0001_items.sql",
            text: ###"""
CREATE TABLE items (
    tenant_id  bigint NOT NULL DEFAULT app.current_tenant(),
    id         bigint GENERATED ALWAYS AS IDENTITY,
    name       text NOT NULL CHECK (length(name) BETWEEN 1 AND 64),
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id)
);

"""###),
        EmbeddedTemplate(
            path: "common/pages/items.mustache",
            text: ###"""
<div class="page-header"><h1>{{t.items.title}}</h1></div>
<section class="panel" hx-get="/my_plugin" hx-trigger="sse:my_plugin.added throttle:2s" hx-target="main"><div class="panel-body">
{{#items}}<p>{{name}} <time class="muted" datetime="{{created_at}}" data-time="relative">{{created_at}}</time></p>
{{/items}}{{^items}}<p class="empty">{{t.items.none}}</p>{{/items}}
</div></section>

"""###),
        EmbeddedTemplate(
            path: "common/plugin.yaml",
            text: ###"""
id: my_plugin
name: My plugin
version: 0.1.0
abi: "1.0"
library: libMyPlugin.so
toolchain: my-toolchain
calls: inline
services: [hashinsight.db/1, hashinsight.events/1]
worker_safe: true
routes:
  - {name: list_items, method: GET, path: /api/v1/my_plugin/items, role: guest}
  - {name: add_item, method: POST, path: "/api/v1/my_plugin/items/{name}", role: user}
  - {name: items_page, method: GET, path: /my_plugin, role: guest, page: true}
navigation:
  - {route: items_page, title: nav.items, icon: list, order: 80}
jobs:
  - {name: count, every: 1h, deadline: 30s, retry: {attempts: 3}}
events: [added]
tables:
  items: {}
settings:
  type: object
  additionalProperties: false
  properties:
    items_shown: {type: integer, minimum: 1, maximum: 200, default: 50, title: Items shown, description: The most items that a list or page shows}

"""###),
        EmbeddedTemplate(
            path: "common/queries/item_add.sql",
            text: ###"""
INSERT INTO items (name) VALUES ($1) RETURNING id::text

"""###),
        EmbeddedTemplate(
            path: "common/queries/items_count.sql",
            text: ###"""
SELECT count(*) AS items FROM items

"""###),
        EmbeddedTemplate(
            path: "common/queries/items_page.sql",
            text: ###"""
SELECT id::text, name, created_at FROM items ORDER BY created_at DESC, id DESC LIMIT $1

"""###),
        EmbeddedTemplate(
            path: "common/tests/items.yaml",
            text: ###"""
# Requests and runs against the real plugin on a host of its own with an empty database. `as` names a tenant and a role: the provider
# `provider` with its clients `client` and `neighbour`, and `rival`, another provider.
settings: {items_shown: 2}
steps:
  - request: GET /api/v1/my_plugin/items
    expect: {status: 200, json: {items: []}}
  - request: POST /api/v1/my_plugin/items/First
    as: client/user
    expect: {status: 201, json: {id: "1"}, events: [my_plugin.added]}
  - name: a guest may look, not write
    request: POST /api/v1/my_plugin/items/Second
    as: client/guest
    expect: {status: 403}
  - name: a name that is too long is refused
    request: POST /api/v1/my_plugin/items/0123456789012345678901234567890123456789012345678901234567890123456789
    expect: {status: 400}
  - request: GET /my_plugin
    expect: {status: 200, text: First}
  - name: the provider sees its client's items
    request: GET /api/v1/my_plugin/items
    as: provider/owner
    expect: {json: {items: [{name: First}]}}
  - name: nobody else does
    request: GET /api/v1/my_plugin/items
    as: neighbour/owner
    expect: {json: {items: []}}
  - request: POST /api/v1/my_plugin/items/Second
  - request: POST /api/v1/my_plugin/items/Third
  - name: the setting limits the list
    request: GET /api/v1/my_plugin/items
    expect: {json: {items: [{name: Third}, {name: Second}]}}
  - job: count
    expect: {summary: {items: 3}}

"""###),
        EmbeddedTemplate(
            path: "rust/Makefile",
            text: ###"""
# make: build/MyPlugin.plugin.  make test: checks and runs it.  make dev: serves it, rebuilt on every save.
HASHINSIGHT ?= hashinsight
RUSTC ?= rustc
BUNDLE := build/MyPlugin.plugin
FOLDERS := $(wildcard queries migrations pages static locales data)
# rustc exports `no_mangle` items alone; nodelete, since images are never unloaded.
RUSTFLAGS ?= -C opt-level=2
NEEDED := --edition 2021 --crate-type cdylib --crate-name plugin_my_plugin -D warnings -C panic=unwind -C link-arg=-Wl,-z,nodelete

bundle: build/libMyPlugin.so
	@# A new folder each time: what a running host has mapped is never written over.
	@rm -rf $(BUNDLE).new && mkdir -p $(BUNDLE).new
	@cp -R plugin.yaml $(FOLDERS) build/libMyPlugin.so $(BUNDLE).new/
	@rm -rf $(BUNDLE) && mv $(BUNDLE).new $(BUNDLE)

build/libMyPlugin.so: $(wildcard src/*.rs) Makefile
	@mkdir -p build
	$(RUSTC) $(NEEDED) $(RUSTFLAGS) src/lib.rs -o $@

test: bundle
	$(HASHINSIGHT) plugins check $(BUNDLE)
	$(HASHINSIGHT) plugins test $(BUNDLE) tests/*.yaml

dev:
	$(HASHINSIGHT) dev

clean:
	rm -rf build .dev

.PHONY: bundle test dev clean

"""###),
        EmbeddedTemplate(
            path: "rust/README.md",
            text: ###"""
# My plugin

A plugin for HashInsight in Rust. It needs `rustc` 1.63 or newer (no crates), `make` and `hashinsight` on the `PATH`.

```sh
make        # builds build/MyPlugin.plugin
make test   # checks it, and runs tests/*.yaml against it on a host and a database of its own
make dev    # serves it on http://127.0.0.1:5000, rebuilt on every save
```

| where | what |
|---|---|
| `plugin.yaml` | what the plugin is, asks for and answers |
| `src/lib.rs` | routes and job |
| `src/abi.rs`, `src/message.rs` | the contract, ABI 1.0, and its messages; nothing to change there |
| `queries/` | statements, one a file; the tenant's rows are chosen by the host |
| `migrations/` | tables; a released one never changes, add `0002_….sql` |
| `pages/`, `locales/` | templates and texts |
| `tests/` | requests and what must come back |

"""###),
        EmbeddedTemplate(
            path: "rust/src/abi.rs",
            text: ###"""
//! The contract's structs and numbers, as in the C headers under Sources/PluginABI.
#![allow(dead_code)]

use std::os::raw::{c_char, c_void};

pub const ENTRY_MAGIC: u64 = 0x5453_4E49_4853_4148;
pub const ABI_MAJOR: u32 = 1;
pub const ABI_MINOR: u32 = 0;

pub const PLUGIN_1: &[u8] = b"hashinsight.plugin/1";
pub const DB_1: &[u8] = b"hashinsight.db/1\0";
pub const EVENTS_1: &[u8] = b"hashinsight.events/1\0";

pub type Status = i32;
pub const OK: Status = 0;
pub const INVALID_ARGUMENT: Status = 1;
pub const NOT_FOUND: Status = 2;
pub const DENIED: Status = 3;
pub const UNSUPPORTED: Status = 4;
pub const INTERNAL: Status = 11;

pub const KIND_HTTP_REQUEST: u16 = 1;
pub const KIND_HTTP_ANSWER: u16 = 2;
pub const KIND_JOB_RUN: u16 = 3;
pub const KIND_JOB_ANSWER: u16 = 4;

pub const REQUEST_ROUTE: u16 = 1;
pub const REQUEST_PARAMETER: u16 = 5;
pub const REQUEST_BODY: u16 = 7;
pub const ANSWER_STATUS: u16 = 1;
pub const ANSWER_BODY: u16 = 4;
pub const ANSWER_TEMPLATE: u16 = 5;
pub const ANSWER_DATA: u16 = 6;
pub const ANSWER_TITLE: u16 = 7;
pub const JOB_NAME: u16 = 1;
pub const JOB_ANSWER_SUMMARY: u16 = 1;
pub const DB_STATEMENT: u16 = 1;
pub const DB_PARAMETERS: u16 = 2;
pub const DB_ROWS: u16 = 1;

pub const FIELD_INTEGER: u16 = 1;
pub const FIELD_TEXT: u16 = 3;
pub const FIELD_BYTES: u16 = 4;
pub const FIELD_ROWS: u16 = 6;

pub const COLUMN_INTEGER: u16 = 2;
pub const COLUMN_TEXT: u16 = 4;
pub const COLUMN_TIMESTAMP: u16 = 6;

#[repr(C)]
#[derive(Clone, Copy)]
pub struct Bytes {
    pub data: *const u8,
    pub count: usize,
}

impl Bytes {
    pub const EMPTY: Bytes = Bytes { data: std::ptr::null(), count: 0 };

    pub fn of(slice: &[u8]) -> Bytes {
        Bytes { data: slice.as_ptr(), count: slice.len() }
    }

    /// # Safety
    /// The span must be valid for `'a`, as the contract says of a borrowed span for the duration of a call.
    pub unsafe fn slice<'a>(self) -> &'a [u8] {
        if self.data.is_null() { &[] } else { std::slice::from_raw_parts(self.data, self.count) }
    }
}

#[repr(C)]
pub struct Error {
    pub size: u32,
    pub status: Status,
    pub sqlstate: [u8; 8],
    pub message_count: u32,
    pub details_count: u32,
    pub message: [u8; 496],
    pub details: [u8; 496],
}

impl Error {
    pub fn new(status: Status, message: &str) -> Error {
        let mut error = Error {
            size: std::mem::size_of::<Error>() as u32,
            status,
            sqlstate: [0; 8],
            message_count: 0,
            details_count: 0,
            message: [0; 496],
            details: [0; 496],
        };
        let mut count = message.len().min(error.message.len());
        while !message.is_char_boundary(count) {
            count -= 1;
        }
        error.message[..count].copy_from_slice(&message.as_bytes()[..count]);
        error.message_count = count as u32;
        error
    }
}

pub enum Host {}
pub type OnResult = unsafe extern "C" fn(*mut c_void, u64, Status, Bytes, *const Error);

#[repr(C)]
pub struct Entry {
    pub magic: u64,
    pub abi_major: u32,
    pub abi_minor: u32,
    pub size: u32,
    pub reserved: u32,
    pub get: extern "C" fn(*const c_char) -> *const c_void,
}

#[repr(C)]
pub struct HostApi {
    pub size: u32,
    pub reserved: u32,
    pub service: Option<unsafe extern "C" fn(*mut Host, *const c_char) -> *const c_void>,
    pub complete: Option<unsafe extern "C" fn(*mut Host, u64, Status, Bytes, *const Error) -> Status>,
}

#[repr(C)]
pub struct Plugin1 {
    pub size: u32,
    pub reserved: u32,
    pub create: unsafe extern "C" fn(*const Plugin1, *mut Host, *const HostApi, Bytes, *mut *mut c_void, *mut Error) -> Status,
    pub destroy: unsafe extern "C" fn(*mut c_void),
    pub start: unsafe extern "C" fn(*mut c_void, u64, Bytes, u64, *mut Error) -> Status,
    pub cancel: unsafe extern "C" fn(*mut c_void, u64),
}

#[repr(C)]
pub struct Db1 {
    pub size: u32,
    pub reserved: u32,
    pub statement: Option<unsafe extern "C" fn(*mut Host, Bytes, *mut u32, *mut Error) -> Status>,
    pub start:
        Option<unsafe extern "C" fn(*mut Host, u64, Bytes, u64, OnResult, *mut c_void, *mut u64, *mut Error) -> Status>,
}

#[repr(C)]
pub struct Events1 {
    pub size: u32,
    pub reserved: u32,
    pub publish: Option<unsafe extern "C" fn(*mut Host, Bytes, Bytes, *mut Error) -> Status>,
}

/// Copies the smaller of the size found and the size known; functions beyond are absent. `None` for a null table.
///
/// # Safety
/// `table` is null or points to a struct of the contract that begins with its size; `T` is that struct, for which zero bytes are valid.
pub unsafe fn copy_table<T>(table: *const c_void) -> Option<T> {
    if table.is_null() {
        return None;
    }
    let size = std::ptr::read_unaligned(table as *const u32) as usize & !7;
    let mut copy = std::mem::MaybeUninit::<T>::zeroed();
    std::ptr::copy_nonoverlapping(table as *const u8, copy.as_mut_ptr() as *mut u8, size.min(std::mem::size_of::<T>()));
    Some(copy.assume_init())
}

"""###),
        EmbeddedTemplate(
            path: "rust/src/lib.rs",
            text: ###"""
//! Routes and a job that each run one statement.
//!
//! No panic leaves this library: each function that the host calls catches it and answers INTERNAL.

mod abi;
mod message;

use abi::*;
use message::*;
use std::os::raw::{c_char, c_void};
use std::panic::{catch_unwind, AssertUnwindSafe};

/// The one symbol that the library exports.
#[no_mangle]
#[allow(non_upper_case_globals)]
pub static hashinsight_plugin: Entry = Entry {
    magic: ENTRY_MAGIC,
    abi_major: ABI_MAJOR,
    abi_minor: ABI_MINOR,
    size: std::mem::size_of::<Entry>() as u32,
    reserved: 0,
    get,
};

static PLUGIN: Plugin1 =
    Plugin1 { size: std::mem::size_of::<Plugin1>() as u32, reserved: 0, create, destroy, start, cancel };

extern "C" fn get(id: *const c_char) -> *const c_void {
    // The id is NUL-terminated and lives until this returns.
    let id = unsafe { std::ffi::CStr::from_ptr(id) };
    if id.to_bytes() == PLUGIN_1 { &PLUGIN as *const Plugin1 as *const c_void } else { std::ptr::null() }
}

/// One instance. Nothing in it changes after `create`, so all threads may use it at once.
struct Instance {
    host: *mut Host,
    complete: unsafe extern "C" fn(*mut Host, u64, Status, Bytes, *const Error) -> Status,
    db: Option<Db1>,
    events: Option<Events1>,
    items_page: u32,
    item_add: u32,
    items_count: u32,
    items_shown: i64,
}

/// What is asked for, until its statement's result comes.
#[derive(Clone, Copy)]
enum What {
    ListItems,
    ItemsPage,
    AddItem,
    CountItems,
}

/// What waits for a statement's result; the host hands it back.
struct Work {
    instance: *const Instance,
    call: u64,
    what: What,
}

struct Failure(Status, String);

fn failure(status: Status, message: &str) -> Failure {
    Failure(status, message.to_string())
}

/// Runs `body`; a panic becomes INTERNAL.
fn guarded<T>(body: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    catch_unwind(AssertUnwindSafe(body)).unwrap_or_else(|_| Err(failure(INTERNAL, "The plugin panicked.")))
}

unsafe fn report(result: Result<(), Failure>, error: *mut Error) -> Status {
    match result {
        Ok(()) => OK,
        Err(Failure(status, message)) => {
            // The caller says how much room it has; an older one may have less than this build knows.
            let size = std::ptr::read(error as *const u32) as usize;
            let mut full = Error::new(status, &message);
            full.size = size as u32;
            let known = std::mem::size_of::<Error>();
            std::ptr::copy_nonoverlapping(&full as *const Error as *const u8, error as *mut u8, size.min(known));
            status
        }
    }
}

// Instances

unsafe extern "C" fn create(
    _plugin: *const Plugin1, host: *mut Host, api: *const HostApi, settings: Bytes, result: *mut *mut c_void, error: *mut Error,
) -> Status {
    let made = guarded(|| {
        let api: Option<HostApi> = copy_table(api as *const c_void);
        let (service, complete) = match api.map(|api| (api.service, api.complete)) {
            Some((Some(service), Some(complete))) => (service, complete),
            _ => return Err(failure(UNSUPPORTED, "The host's api lacks a function of ABI 1.0.")),
        };
        // A service that the manifest does not ask for, or that was not granted, is a null pointer.
        let mut instance = Instance {
            host,
            complete,
            db: copy_table(service(host, DB_1.as_ptr() as *const c_char)),
            events: copy_table(service(host, EVENTS_1.as_ptr() as *const c_char)),
            items_page: 0,
            item_add: 0,
            items_count: 0,
            items_shown: items_shown(settings.slice()),
        };
        if let Some(statement) = instance.db.as_ref().and_then(|db| db.statement) {
            let number = |name: &str| {
                let mut number = 0;
                let mut error = Error::new(OK, "");
                match statement(host, Bytes::of(name.as_bytes()), &mut number, &mut error) {
                    OK => Ok(number),
                    status => Err(Failure(status, format!("There is no statement {}.", name))),
                }
            };
            instance.items_page = number("items_page")?;
            instance.item_add = number("item_add")?;
            instance.items_count = number("items_count")?;
        }
        *result = Box::into_raw(Box::new(instance)) as *mut c_void;
        Ok(())
    });
    report(made, error)
}

unsafe extern "C" fn destroy(instance: *mut c_void) {
    if !instance.is_null() {
        drop(Box::from_raw(instance as *mut Instance));
    }
}

/// The whole number of the one setting: the host has checked that settings are `{"items_shown": …}`.
fn items_shown(settings: &[u8]) -> i64 {
    let text = String::from_utf8_lossy(settings);
    let value = text.split("\"items_shown\"").nth(1).and_then(|rest| {
        let digits: String = rest.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
        digits.parse().ok()
    });
    value.unwrap_or(50)
}

// Calls

/// After OK exactly one `complete` follows; anything else ends the call with that error.
unsafe extern "C" fn start(instance: *mut c_void, call: u64, message: Bytes, deadline_nanos: u64, error: *mut Error) -> Status {
    let instance = instance as *const Instance;
    report(guarded(|| start_call(&*instance, call, message.slice(), deadline_nanos)), error)
}

/// The host ends the statement that runs for the call, and its result completes the call: nothing is left to do.
unsafe extern "C" fn cancel(_instance: *mut c_void, _call: u64) {}

unsafe fn start_call(instance: &Instance, call: u64, message: &[u8], deadline_nanos: u64) -> Result<(), Failure> {
    let message = Message::open(message).ok_or_else(|| failure(INVALID_ARGUMENT, "The message is not well formed."))?;
    let shown = [Value::Integer(instance.items_shown)];
    let (what, statement, parameters) = match (message.kind(), message.text(REQUEST_ROUTE)) {
        (KIND_HTTP_REQUEST, Some("list_items")) => (What::ListItems, instance.items_page, write_parameters(&shown)),
        (KIND_HTTP_REQUEST, Some("items_page")) => (What::ItemsPage, instance.items_page, write_parameters(&shown)),
        (KIND_HTTP_REQUEST, Some("add_item")) => {
            let name = message.parameter("name").unwrap_or("");
            if !(1..=64).contains(&name.chars().count()) {
                return Err(failure(INVALID_ARGUMENT, "name: expected 1 to 64 characters."));
            }
            (What::AddItem, instance.item_add, write_parameters(&[Value::Text(name)]))
        }
        (KIND_HTTP_REQUEST, _) => return Err(failure(UNSUPPORTED, "The plugin has no such route.")),
        (KIND_JOB_RUN, _) if message.text(JOB_NAME) == Some("count") => {
            (What::CountItems, instance.items_count, write_parameters(&[]))
        }
        (KIND_JOB_RUN, _) => return Err(failure(UNSUPPORTED, "The plugin has no such job.")),
        _ => return Err(failure(UNSUPPORTED, "Calls of this kind are not known to this plugin.")),
    };
    run_statement(instance, call, what, statement, &parameters, deadline_nanos)
}

unsafe fn run_statement(
    instance: &Instance, call: u64, what: What, statement: u32, parameters: &[u8], deadline_nanos: u64,
) -> Result<(), Failure> {
    let start = instance.db.as_ref().and_then(|db| db.start).ok_or_else(|| failure(DENIED, "The database was not granted."))?;
    let batch = write_message(0, &[Field::Integer(DB_STATEMENT, statement as i64), Field::Rows(DB_PARAMETERS, parameters)]);
    let work = Box::into_raw(Box::new(Work { instance, call, what }));
    let mut operation = 0;
    let mut error = Error::new(OK, "");
    // After OK the work belongs to the result, which may already have come.
    match start(instance.host, call, Bytes::of(&batch), deadline_nanos, on_rows, work as *mut c_void, &mut operation, &mut error) {
        OK => Ok(()),
        status => {
            drop(Box::from_raw(work));
            let count = (error.message_count as usize).min(error.message.len());
            Err(Failure(status, String::from_utf8_lossy(&error.message[..count]).into_owned()))
        }
    }
}

// Answers

/// Called by the host, once for each statement that was started. Must not block.
unsafe extern "C" fn on_rows(context: *mut c_void, _operation: u64, status: Status, result: Bytes, error: *const Error) {
    let work = Box::from_raw(context as *mut Work);
    let instance = &*work.instance;
    if status != OK {
        (instance.complete)(instance.host, work.call, status, Bytes::EMPTY, error);
        return;
    }
    match guarded(|| answer(instance, work.what, result.slice())) {
        Ok(answer) => (instance.complete)(instance.host, work.call, OK, Bytes::of(&answer), std::ptr::null()),
        Err(Failure(status, message)) => {
            (instance.complete)(instance.host, work.call, status, Bytes::EMPTY, &Error::new(status, &message))
        }
    };
}

unsafe fn answer(instance: &Instance, what: What, result: &[u8]) -> Result<Vec<u8>, Failure> {
    let written = match what {
        What::ListItems | What::ItemsPage => items(result),
        What::AddItem => added(result),
        What::CountItems => count(result),
    };
    let json = written.ok_or_else(|| failure(INTERNAL, "The statement's rows are not what this plugin was built for."))?;
    Ok(match what {
        What::ListItems => write_message(KIND_HTTP_ANSWER, &[Field::Bytes(ANSWER_BODY, json.as_bytes())]),
        What::ItemsPage => {
            let fields = [
                Field::Text(ANSWER_TEMPLATE, "items"),
                Field::Bytes(ANSWER_DATA, json.as_bytes()),
                Field::Text(ANSWER_TITLE, "items.title"),
            ];
            write_message(KIND_HTTP_ANSWER, &fields)
        }
        What::AddItem => {
            if let Some(publish) = instance.events.as_ref().and_then(|events| events.publish) {
                // An event that is refused is missed, not a failed write.
                publish(instance.host, Bytes::of(b"added"), Bytes::of(json.as_bytes()), &mut Error::new(OK, ""));
            }
            write_message(KIND_HTTP_ANSWER, &[Field::Integer(ANSWER_STATUS, 201), Field::Bytes(ANSWER_BODY, json.as_bytes())])
        }
        What::CountItems => write_message(KIND_JOB_ANSWER, &[Field::Bytes(JOB_ANSWER_SUMMARY, json.as_bytes())]),
    })
}

// Rows as JSON; `None` if they are not what the statement gives.

fn items(result: &[u8]) -> Option<String> {
    let message = Message::open(result)?;
    let rows = Rows::open(message.all(DB_ROWS, FIELD_ROWS).next()?)?;
    let (id, name) = (rows.column("id", COLUMN_TEXT)?, rows.column("name", COLUMN_TEXT)?);
    let created_at = rows.column("created_at", COLUMN_TIMESTAMP)?;
    let mut json = String::from("{\"items\":[");
    for row in 0..rows.row_count {
        if row > 0 {
            json.push(',');
        }
        json += &format!(
            "{{\"id\":{},\"name\":{},\"created_at\":{}}}",
            json_string(rows.text(id, row)?),
            json_string(rows.text(name, row)?),
            json_time(rows.integer(created_at, row)?)
        );
    }
    Some(json + "]}")
}

fn added(result: &[u8]) -> Option<String> {
    let message = Message::open(result)?;
    let rows = Rows::open(message.all(DB_ROWS, FIELD_ROWS).next()?)?;
    Some(format!("{{\"id\":{}}}", json_string(rows.text(rows.column("id", COLUMN_TEXT)?, 0)?)))
}

fn count(result: &[u8]) -> Option<String> {
    let message = Message::open(result)?;
    let rows = Rows::open(message.all(DB_ROWS, FIELD_ROWS).next()?)?;
    Some(format!("{{\"items\":{}}}", rows.integer(rows.column("items", COLUMN_INTEGER)?, 0)?))
}

"""###),
        EmbeddedTemplate(
            path: "rust/src/message.rs",
            text: ###"""
//! Reads and writes flat messages and rows. Every access is a checked one: wrong bytes give `None`, never a panic.
#![allow(dead_code)]

use crate::abi::*;

fn read16(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

fn read32(bytes: &[u8], at: usize) -> Option<usize> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?) as usize)
}

fn read64(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(bytes.get(at..at.checked_add(8)?)?.try_into().ok()?))
}

pub struct Message<'a> {
    bytes: &'a [u8],
    fields: usize,
}

impl<'a> Message<'a> {
    pub fn open(bytes: &'a [u8]) -> Option<Message<'a>> {
        let bytes = bytes.get(..read32(bytes, 0)?)?;
        let fields = read16(bytes, 6)? as usize;
        bytes.get(..8 + fields * 16)?;
        Some(Message { bytes, fields })
    }

    pub fn kind(&self) -> u16 {
        read16(self.bytes, 4).unwrap_or(0)
    }

    /// The data of all fields with this id and type, in order.
    pub fn all(&self, id: u16, kind: u16) -> impl Iterator<Item = &'a [u8]> + '_ {
        (0..self.fields).filter_map(move |index| {
            let at = 8 + index * 16;
            if read16(self.bytes, at)? != id || read16(self.bytes, at + 2)? != kind {
                return None;
            }
            let offset = read32(self.bytes, at + 4)?;
            let count = usize::try_from(read64(self.bytes, at + 8)?).ok()?;
            self.bytes.get(offset..offset.checked_add(count)?)
        })
    }

    pub fn text(&self, id: u16) -> Option<&'a str> {
        std::str::from_utf8(self.all(id, FIELD_TEXT).next()?).ok()
    }

    /// The value of a path parameter.
    pub fn parameter(&self, name: &str) -> Option<&'a str> {
        let texts: Vec<&[u8]> = self.all(REQUEST_PARAMETER, FIELD_TEXT).collect();
        let pair = texts.chunks_exact(2).find(|pair| pair[0] == name.as_bytes())?;
        std::str::from_utf8(pair[1]).ok()
    }
}

/// Rows by column and row number.
pub struct Rows<'a> {
    bytes: &'a [u8],
    pub row_count: usize,
    column_count: usize,
}

impl<'a> Rows<'a> {
    pub fn open(bytes: &'a [u8]) -> Option<Rows<'a>> {
        let bytes = bytes.get(..read32(bytes, 0)?)?;
        if read16(bytes, 4)? != 1 {
            return None;
        }
        let column_count = read16(bytes, 6)? as usize;
        bytes.get(..16 + column_count * 32)?;
        Some(Rows { bytes, row_count: read32(bytes, 8)?, column_count })
    }

    /// The start of the entry of the column with this name and type.
    pub fn column(&self, name: &str, kind: u16) -> Option<usize> {
        (0..self.column_count).map(|index| 16 + index * 32).find(|&at| {
            let found = (|| {
                let offset = read32(self.bytes, at)?;
                let count = read16(self.bytes, at + 4)? as usize;
                Some(self.bytes.get(offset..offset + count)? == name.as_bytes() && read16(self.bytes, at + 6)? == kind)
            })();
            found == Some(true)
        })
    }

    /// `None` if there is no such row.
    pub fn integer(&self, column: usize, row: usize) -> Option<i64> {
        if row >= self.row_count {
            return None;
        }
        let data = read32(self.bytes, column + 16)?;
        Some(read64(self.bytes, data.checked_add(row.checked_mul(8)?)?)? as i64)
    }

    /// `None` if there is no such row.
    pub fn text(&self, column: usize, row: usize) -> Option<&'a str> {
        if row >= self.row_count {
            return None;
        }
        let offsets = read32(self.bytes, column + 12)?.checked_add(row.checked_mul(4)?)?;
        let (lower, upper) = (read32(self.bytes, offsets)?, read32(self.bytes, offsets + 4)?);
        let data = read32(self.bytes, column + 16)?;
        std::str::from_utf8(self.bytes.get(data.checked_add(lower)?..data.checked_add(upper)?)?).ok()
    }
}

/// One field to write.
pub enum Field<'a> {
    Integer(u16, i64),
    Text(u16, &'a str),
    Bytes(u16, &'a [u8]),
    Rows(u16, &'a [u8]),
}

pub fn write_message(kind: u16, fields: &[Field]) -> Vec<u8> {
    let mut bytes = vec![0; 8 + fields.len() * 16];
    for (index, field) in fields.iter().enumerate() {
        let (id, field_kind, data, number) = match field {
            Field::Integer(id, value) => (*id, FIELD_INTEGER, &[][..], *value as u64),
            Field::Text(id, value) => (*id, FIELD_TEXT, value.as_bytes(), value.len() as u64),
            Field::Bytes(id, value) => (*id, FIELD_BYTES, *value, value.len() as u64),
            Field::Rows(id, value) => (*id, FIELD_ROWS, *value, value.len() as u64),
        };
        bytes.resize((bytes.len() + 7) & !7, 0);
        let offset = if field_kind == FIELD_INTEGER { 0 } else { bytes.len() as u32 };
        bytes.extend_from_slice(data);
        let at = 8 + index * 16;
        bytes[at..at + 2].copy_from_slice(&id.to_le_bytes());
        bytes[at + 2..at + 4].copy_from_slice(&field_kind.to_le_bytes());
        bytes[at + 4..at + 8].copy_from_slice(&offset.to_le_bytes());
        bytes[at + 8..at + 16].copy_from_slice(&number.to_le_bytes());
    }
    let total = bytes.len() as u32;
    bytes[0..4].copy_from_slice(&total.to_le_bytes());
    bytes[4..6].copy_from_slice(&kind.to_le_bytes());
    bytes[6..8].copy_from_slice(&(fields.len() as u16).to_le_bytes());
    bytes
}

/// A parameter of a statement.
pub enum Value<'a> {
    Integer(i64),
    Text(&'a str),
}

/// A batch of one row: the parameters of a statement.
pub fn write_parameters(values: &[Value]) -> Vec<u8> {
    let mut bytes = vec![0; 16 + values.len() * 32];
    for (index, value) in values.iter().enumerate() {
        let mut offsets = 0u32;
        let (kind, data) = match value {
            Value::Integer(number) => (COLUMN_INTEGER, number.to_le_bytes().to_vec()),
            Value::Text(text) => {
                offsets = bytes.len() as u32;
                bytes.extend_from_slice(&0u32.to_le_bytes());
                bytes.extend_from_slice(&(text.len() as u32).to_le_bytes());
                (COLUMN_TEXT, text.as_bytes().to_vec())
            }
        };
        let data_offset = bytes.len() as u32;
        bytes.extend_from_slice(&data);
        bytes.resize((bytes.len() + 7) & !7, 0);
        let at = 16 + index * 32;
        bytes[at + 6..at + 8].copy_from_slice(&kind.to_le_bytes());
        bytes[at + 12..at + 16].copy_from_slice(&offsets.to_le_bytes());
        bytes[at + 16..at + 20].copy_from_slice(&data_offset.to_le_bytes());
        bytes[at + 20..at + 24].copy_from_slice(&(data.len() as u32).to_le_bytes());
    }
    let total = bytes.len() as u32;
    bytes[0..4].copy_from_slice(&total.to_le_bytes());
    bytes[4..6].copy_from_slice(&1u16.to_le_bytes());
    bytes[6..8].copy_from_slice(&(values.len() as u16).to_le_bytes());
    bytes[8..12].copy_from_slice(&1u32.to_le_bytes());
    bytes
}

/// `text` as a JSON string.
pub fn json_string(text: &str) -> String {
    let mut json = String::with_capacity(text.len() + 2);
    json.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => {
                json.push('\\');
                json.push(character);
            }
            control if (control as u32) < 0x20 => json.push_str(&format!("\\u{:04x}", control as u32)),
            other => json.push(other),
        }
    }
    json.push('"');
    json
}

/// Unix microseconds as RFC 3339 in quotes, to the second.
pub fn json_time(unix_micros: i64) -> String {
    let seconds = unix_micros.div_euclid(1_000_000);
    let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    // Days since 0000-03-01 in eras of 400 years, so that the leap day is a year's last.
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("\"{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z\"", year, month, day, second / 3_600, second / 60 % 60, second % 60)
}

"""###),
        EmbeddedTemplate(
            path: "swift/Makefile",
            text: ###"""
# make: build/MyPlugin.plugin.  make test: checks and runs it.  make dev: serves it, rebuilt on every save.
HASHINSIGHT ?= hashinsight
CONFIGURATION ?= debug
BUNDLE := build/MyPlugin.plugin
FOLDERS := $(wildcard queries migrations pages static locales data)
# The module's name carries it: see Package.swift.
export PLUGIN_VERSION := $(shell sed -n 's/^version: *//p' plugin.yaml)

bundle:
	swift build -c $(CONFIGURATION) --product MyPlugin
	@# A new folder each time: what a running host has mapped is never written over.
	@rm -rf $(BUNDLE).new && mkdir -p $(BUNDLE).new
	@cp -R plugin.yaml $(FOLDERS) .build/$(CONFIGURATION)/libMyPlugin.so $(BUNDLE).new/
	@rm -rf $(BUNDLE) && mv $(BUNDLE).new $(BUNDLE)

test: bundle
	$(HASHINSIGHT) plugins check $(BUNDLE)
	$(HASHINSIGHT) plugins test $(BUNDLE) tests/*.yaml

dev:
	$(HASHINSIGHT) dev

clean:
	rm -rf build .build .dev

.PHONY: bundle test dev clean

"""###),
        EmbeddedTemplate(
            path: "swift/Package.swift",
            text: ###"""
// swift-tools-version: 6.2
import PackageDescription

/// The checkout that PluginKit comes from.
let kit = Context.environment["HASHINSIGHT_KIT"] ?? "my-kit"

/// Two versions of a plugin may be in one process: each has modules of its own name. The Makefile takes the version from plugin.yaml.
let version = Context.environment["PLUGIN_VERSION"] ?? "0.1.0"
let module = "MyPlugin_" + String(version.map { $0.isLetter || $0.isNumber ? $0 : "_" })

let package = Package(
    name: "my_plugin",
    products: [.library(name: "MyPlugin", type: .dynamic, targets: ["MyPluginEntry"])],
    dependencies: [.package(name: "hashinsight", path: kit + "/Sources")],
    targets: [
        .target(
            name: module, dependencies: [.product(name: "PluginKit", package: "hashinsight")], path: "Sources/MyPlugin",
            swiftSettings: [.swiftLanguageMode(.v6)]),
        // The library exports the entry alone, and is never unloaded.
        .target(
            name: "MyPluginEntry", dependencies: [.byName(name: module), .product(name: "PluginABI", package: "hashinsight")],
            linkerSettings: [
                .unsafeFlags([
                    "-Xlinker", "--version-script=\(Context.packageDirectory)/plugin.map", "-Xlinker", "-z", "-Xlinker", "nodelete",
                ])
            ]),
    ]
)

"""###),
        EmbeddedTemplate(
            path: "swift/README.md",
            text: ###"""
# My plugin

A plugin for HashInsight in Swift. It needs Swift 6.3, `make`, `hashinsight` on the `PATH`, and a checkout of HashInsight for PluginKit: no registry
carries it. `Package.swift` names the checkout that was there when this folder was made; `HASHINSIGHT_KIT=/another/checkout make` takes another.

```sh
make        # builds build/MyPlugin.plugin
make test   # checks it, and runs tests/*.yaml against it on a host and a database of its own
make dev    # serves it on http://127.0.0.1:5000, rebuilt on every save
```

The module's name carries the version of `plugin.yaml`, since an upgrade loads beside the version before it.

| where | what |
|---|---|
| `plugin.yaml` | what the plugin is, asks for and answers |
| `Sources/MyPlugin/` | routes and job |
| `Sources/MyPluginEntry/` | the one symbol that the library exports; nothing to change there |
| `queries/` | statements, one a file; the tenant's rows are chosen by the host |
| `migrations/` | tables; a released one never changes, add `0002_….sql` |
| `pages/`, `locales/` | templates and texts |
| `tests/` | requests and what must come back |

"""###),
        EmbeddedTemplate(
            path: "swift/Sources/MyPlugin/ItemsPlugin.swift",
            text: ###"""
import PluginKit

/// Each tenant has items: one value of this type runs for each tenant that has the plugin.
public struct ItemsPlugin: Plugin {
    /// As the schema in plugin.yaml describes them; the host has checked them and filled in the defaults.
    public struct Settings: PluginSettings {
        /// The most items that a list or page shows.
        var itemsShown: Int64
    }

    let settings: Settings
    let context: PluginContext

    /// Made by the host when the plugin is switched on for a tenant.
    public init(settings: Settings, context: PluginContext) {
        self.settings = settings
        self.context = context
    }

    /// By the names in plugin.yaml.
    public var routes: [Route] {
        Route("list_items", list)
        Route("add_item", add)
        Route("items_page", page)
    }

    /// By the names in plugin.yaml.
    public var jobs: [Job] {
        Job("count") { _ in
            let rows = try await context.database.query("items_count")
            let items: Int64 = try rows.one()["items"]
            return JobSummary { $0.field("items", items) }
        }
    }

    @Sendable private func list(_ request: Request) async throws -> Response {
        let items = try await context.database.query("items_page", .integer(settings.itemsShown))
        return .json { $0.object { $0.rows("items", items) } }
    }

    @Sendable private func add(_ request: Request) async throws -> Response {
        let name = try request.parameter("name")
        guard (1...64).contains(name.unicodeScalars.count) else {
            throw PluginError(.invalidArgument, "name: expected 1 to 64 characters.")
        }
        let rows = try await context.database.query("item_add", .text(name))
        let id: String = try rows.one()["id"]
        try context.events.publish("added") { $0.field("id", id) }
        return .json(status: 201) { $0.object { $0.field("id", id) } }
    }

    @Sendable private func page(_ request: Request) async throws -> Response {
        let items = try await context.database.query("items_page", .integer(settings.itemsShown))
        return .page("items", title: "items.title") { $0.rows("items", items) }
    }
}

/// What the exported entry answers with.
@c(my_plugin_get) public func pluginGet(_ id: UnsafePointer<CChar>) -> UnsafeRawPointer? {
    PluginEntry<ItemsPlugin>.get(id)
}

"""###),
        EmbeddedTemplate(
            path: "swift/Sources/MyPluginEntry/entry.c",
            text: ###"""
#include <hashinsight/plugin.h>

extern const void *my_plugin_get(const char *id);

const hi_entry hashinsight_plugin = {
    .magic = HI_ENTRY_MAGIC,
    .abi_major = HI_ABI_MAJOR,
    .abi_minor = HI_ABI_MINOR,
    .size = sizeof(hi_entry),
    .get = my_plugin_get,
};

"""###),
        EmbeddedTemplate(
            path: "swift/Sources/MyPluginEntry/include/entry.h",
            text: ###"""
// SwiftPM wants a header folder; the entry has nothing to say here.

"""###),
        EmbeddedTemplate(
            path: "swift/plugin.map",
            text: ###"""
{ global: hashinsight_plugin; local: *; };

"""###),
    ]
}
