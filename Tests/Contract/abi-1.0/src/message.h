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
