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
