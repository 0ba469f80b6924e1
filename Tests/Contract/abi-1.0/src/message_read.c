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
