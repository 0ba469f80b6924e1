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
