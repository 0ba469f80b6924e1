// The list of protections, kept as the text that CONFINED carries.
#include "report.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static char text[8192];
static size_t count;

static void add(const char *name, const char *state) {
    int added = snprintf(text + count, sizeof text - count, "%s=%s\n", name, state);
    if (added > 0 && (size_t)added < sizeof text - count) count += (size_t)added; else text[count] = 0;
}

void report_on(const char *name) { add(name, "on"); }

void report_off(const char *name, const char *format, ...) {
    char state[256] = "off: ";
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(state + 5, sizeof state - 5, format, arguments);
    va_end(arguments);
    for (char *at = state; *at; at++) {
        if (*at == '\n') *at = ' ';
    }
    add(name, state);
}

void report_errno(const char *name, int failure) {
    if (failure == 0) report_on(name); else report_off(name, "%s", strerror(failure));
}

const char *report_text(void) { return text; }
