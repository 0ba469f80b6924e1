// Checks JSON text without building values, as the host's JSONShape does.
#include <string.h>

#include "messages.h"

enum { maximum_depth = 32 };

typedef struct {
    const uint8_t *at, *end;
} text;

static bool value(text *text, int depth);

static int next(const text *text) { return text->at < text->end ? *text->at : -1; }

static void skip_space(text *text) {
    while (next(text) == ' ' || next(text) == '\n' || next(text) == '\r' || next(text) == '\t') text->at++;
}

static bool take(text *text, int byte) {
    if (next(text) != byte) return false;
    text->at++;
    return true;
}

static bool is_hexadecimal(int byte) {
    return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'F') || (byte >= 'a' && byte <= 'f');
}

static bool string(text *text) {
    if (!take(text, '"')) return false;
    for (;;) {
        int byte = next(text);
        if (byte < ' ') return false;
        text->at++;
        if (byte == '"') return true;
        if (byte != '\\') continue;
        int escape = next(text);
        if (escape < 0) return false;
        text->at++;
        if (escape == 'u') {
            for (int digit = 0; digit < 4; digit++) {
                if (!is_hexadecimal(next(text))) return false;
                text->at++;
            }
        } else if (escape == 0 || !strchr("\"\\/bfnrt", escape)) {
            return false;
        }
    }
}

static bool members(text *text, int depth, int close, bool named) {
    text->at++;
    skip_space(text);
    if (take(text, close)) return true;
    for (;;) {
        skip_space(text);
        if (named) {
            if (!string(text)) return false;
            skip_space(text);
            if (!take(text, ':')) return false;
            skip_space(text);
        }
        if (!value(text, depth + 1)) return false;
        skip_space(text);
        if (take(text, close)) return true;
        if (!take(text, ',')) return false;
    }
}

static size_t digits(text *text) {
    const uint8_t *start = text->at;
    while (next(text) >= '0' && next(text) <= '9') text->at++;
    return (size_t)(text->at - start);
}

static bool number(text *text) {
    take(text, '-');
    bool is_zero = next(text) == '0';
    size_t whole = digits(text);
    if (whole == 0 || (is_zero && whole > 1)) return false;
    if (take(text, '.') && digits(text) == 0) return false;
    if (take(text, 'e') || take(text, 'E')) {
        if (!take(text, '+')) take(text, '-');
        if (digits(text) == 0) return false;
    }
    return true;
}

static bool word(text *text, const char *word) {
    size_t count = strlen(word);
    if ((size_t)(text->end - text->at) < count || memcmp(text->at, word, count) != 0) return false;
    text->at += count;
    return true;
}

static bool value(text *text, int depth) {
    if (depth >= maximum_depth) return false;
    switch (next(text)) {
    case '{': return members(text, depth, '}', true);
    case '[': return members(text, depth, ']', false);
    case '"': return string(text);
    case 't': return word(text, "true");
    case 'f': return word(text, "false");
    case 'n': return word(text, "null");
    default: return number(text);
    }
}

bool bytes_are_json_object(hi_bytes bytes) {
    text text = {bytes.data, bytes.data + bytes.count};
    if (bytes.count == 0) return false;
    skip_space(&text);
    if (next(&text) != '{' || !value(&text, 0)) return false;
    skip_space(&text);
    return text.at == text.end;
}
