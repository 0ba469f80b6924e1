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
