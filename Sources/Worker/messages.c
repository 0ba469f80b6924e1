// Checks of texts and flat messages: the same rules, and the same words, as the host's MessageReader.
#include "messages.h"

#include <stdio.h>
#include <string.h>

bool span_is_whole(hi_bytes span, size_t maximum) { return span.count <= maximum && (span.data || span.count == 0); }

bool span_is_name(hi_bytes span) { return span_is_whole(span, 256) && bytes_are_utf8(span); }

bool bytes_are_utf8(hi_bytes bytes) {
    for (size_t at = 0; at < bytes.count;) {
        const uint8_t *here = bytes.data + at;
        size_t left = bytes.count - at;
        uint8_t first = here[0];
        size_t length = first < 0x80 ? 1 : first >= 0xC2 && first < 0xE0 ? 2 : (first & 0xF0) == 0xE0 ? 3 : first >= 0xF0 && first < 0xF5 ? 4 : 0;
        if (length == 0 || length > left) return false;
        for (size_t index = 1; index < length; index++) {
            if ((here[index] & 0xC0) != 0x80) return false;
        }
        // Longer than needed, a surrogate, or beyond the last code point.
        if ((first == 0xE0 && here[1] < 0xA0) || (first == 0xED && here[1] > 0x9F) || (first == 0xF0 && here[1] < 0x90)
            || (first == 0xF4 && here[1] > 0x8F)) {
            return false;
        }
        at += length;
    }
    return true;
}

static hi_field field_at(hi_bytes message, size_t index) {
    hi_field field;
    memcpy(&field, message.data + sizeof(hi_message) + index * sizeof field, sizeof field);
    return field;
}

bool message_is_whole(hi_bytes message, char *reason, size_t room) {
    if (!message.data) return snprintf(reason, room, "a message is missing") < 0;
    if (message.count > MESSAGE_MAXIMUM_BYTES) {
        return snprintf(reason, room, "a message has %zu bytes, at most %zu", message.count, MESSAGE_MAXIMUM_BYTES) < 0;
    }
    hi_message head;
    if (message.count < sizeof head) return snprintf(reason, room, "a message has %zu bytes, expected at least 8", message.count) < 0;
    memcpy(&head, message.data, sizeof head);
    if (head.total_bytes < sizeof head || head.total_bytes > message.count) {
        return snprintf(reason, room, "a message says it has %u bytes, there are %zu", head.total_bytes, message.count) < 0;
    }
    if (sizeof head + head.field_count * sizeof(hi_field) > head.total_bytes) {
        return snprintf(reason, room, "a message of %u bytes cannot hold %u fields", head.total_bytes, head.field_count) < 0;
    }
    for (size_t index = 0; index < head.field_count; index++) {
        hi_field field = field_at(message, index);
        if (field.type < HI_FIELD_INTEGER || field.type > HI_FIELD_ROWS) {
            return snprintf(reason, room, "field %zu has the unknown type %u", index, field.type) < 0;
        }
        if (field.type == HI_FIELD_INTEGER || field.type == HI_FIELD_NUMBER) continue;
        if (field.offset > head.total_bytes || field.value > head.total_bytes - field.offset) {
            return snprintf(reason, room, "field %zu reaches from %u over %llu bytes, the message ends at %u", index, field.offset,
                            (unsigned long long)field.value, head.total_bytes) < 0;
        }
        if (field.type >= HI_FIELD_MESSAGE && field.offset % 8 != 0) {
            return snprintf(reason, room, "field %zu is nested at %u, which 8 does not divide", index, field.offset) < 0;
        }
    }
    return true;
}

uint16_t message_kind(hi_bytes message) {
    hi_message head = {0, 0, 0};
    if (message.count >= sizeof head) memcpy(&head, message.data, sizeof head);
    return head.kind;
}

bool message_is_batch(hi_bytes message, uint32_t statement_count, char *reason, size_t room) {
    enum { maximum_statements = 256 };
    hi_message head;
    memcpy(&head, message.data, sizeof head);
    if (head.field_count == 0 || head.field_count % 2 != 0 || head.field_count > 2 * maximum_statements) {
        return snprintf(reason, room, "a batch has %u fields, expected 1 to %d pairs of STATEMENT and PARAMETERS", head.field_count,
                        maximum_statements) < 0;
    }
    for (size_t index = 0; index < head.field_count; index += 2) {
        hi_field number = field_at(message, index), parameters = field_at(message, index + 1);
        if (number.id != HI_DB_STATEMENT || number.type != HI_FIELD_INTEGER || number.value >= statement_count) {
            return snprintf(reason, room, "field %zu is not the number of a statement", index) < 0;
        }
        if (parameters.id != HI_DB_PARAMETERS || parameters.type != HI_FIELD_ROWS) {
            return snprintf(reason, room, "field %zu is not the PARAMETERS of statement %llu", index + 1, (unsigned long long)number.value) < 0;
        }
    }
    return true;
}
