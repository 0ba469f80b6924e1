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
