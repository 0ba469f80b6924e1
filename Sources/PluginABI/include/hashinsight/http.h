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
