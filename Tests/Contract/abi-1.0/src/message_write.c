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
