// Errors across the contract: neither `size` nor a count of the other side is believed further than the struct reaches.
#include "errors.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char no_reason[] = "the plugin gave no reason";

hi_status error_write(hi_error *error, hi_status status, const char *format, ...) {
    hi_error whole;
    error_clear(&whole);
    whole.status = status;
    va_list arguments;
    va_start(arguments, format);
    int count = vsnprintf(whole.message, sizeof whole.message, format, arguments);
    va_end(arguments);
    if (count < 0) count = 0;
    if ((size_t)count >= sizeof whole.message) {
        count = sizeof whole.message - 1;
        // A cut text must not end within a character.
        while (count > 0 && (whole.message[count] & 0xC0) == 0x80) count--;
    }
    whole.message_count = (uint32_t)count;
    uint32_t size = error->size < sizeof whole ? error->size : (uint32_t)sizeof whole;
    if (size <= sizeof error->size) return status;
    size_t room = size > offsetof(hi_error, message) ? size - offsetof(hi_error, message) : 0;
    if (whole.message_count > room) whole.message_count = (uint32_t)room;
    memcpy((char *)error + sizeof error->size, (const char *)&whole + sizeof error->size, size - sizeof error->size);
    return status;
}

void error_clear(hi_error *error) {
    // The head only: a thousand bytes of text are not cleared for every call. What a plugin does not write it does not count.
    memset(error, 0, offsetof(hi_error, message));
    error->size = sizeof *error;
}

static uint32_t copy_text(char *to, const hi_error *from, uint32_t size, size_t offset, uint32_t count) {
    uint32_t room = size > offset ? size - (uint32_t)offset : 0;
    if (count > room) count = room;
    if (count > sizeof from->message) count = sizeof from->message;
    memcpy(to, (const char *)from + offset, count);
    return count;
}

void error_read(hi_error *to, hi_status status, const hi_error *from) {
    memset(to, 0, sizeof *to);
    to->size = sizeof *to;
    to->status = status;
    uint32_t size = from ? from->size : 0;
    if (size > sizeof *to) size = sizeof *to;
    if (from && size >= offsetof(hi_error, message)) {
        memcpy(to->sqlstate, from->sqlstate, sizeof to->sqlstate - 1);
        to->message_count = copy_text(to->message, from, size, offsetof(hi_error, message), from->message_count);
        to->details_count = copy_text(to->details, from, size, offsetof(hi_error, details), from->details_count);
    }
    if (to->message_count > 0) return;
    if (from && size < offsetof(hi_error, message)) {
        to->message_count = (uint32_t)snprintf(
            to->message, sizeof to->message, "the plugin gave an error of %u bytes, expected at least %zu", size, offsetof(hi_error, message));
    } else {
        to->message_count = sizeof no_reason - 1;
        memcpy(to->message, no_reason, sizeof no_reason - 1);
    }
}

hi_bytes error_bytes(const hi_error *error) { return (hi_bytes){(const uint8_t *)error, sizeof *error}; }
