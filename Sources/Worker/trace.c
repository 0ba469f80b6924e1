#define _GNU_SOURCE
#include "trace.h"

#include <execinfo.h>
#include <unistd.h>

enum { frame_limit = 64 };

void trace_prepare(void) {
    // The first use loads the unwinder, which the confined worker could not.
    void *frames[4];
    backtrace(frames, 4);
}

// snprintf may allocate; this does not.
char *trace_text(char *at, const char *text) {
    while (*text) *at++ = *text++;
    return at;
}

char *trace_number(char *at, uint64_t value, unsigned base) {
    char digits[24];
    int count = 0;
    do digits[count++] = "0123456789abcdef"[value % base]; while (value /= base);
    while (count > 0) *at++ = digits[--count];
    return at;
}

void trace_write(const char *from, const char *to) {
    ssize_t written = write(2, from, (size_t)(to - from));
    (void)written;  // whoever reads has gone: there is nobody to tell
}

void trace_frames(void) {
    void *frames[frame_limit];
    backtrace_symbols_fd(frames, backtrace(frames, frame_limit), 2);
}
