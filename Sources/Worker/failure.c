// The worker's own end. `_exit`, since `exit` is how a plugin leaves (see crash.c).
#include "failure.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

_Noreturn void fail(const char *format, ...) {
    char text[1024];
    va_list arguments;
    va_start(arguments, format);
    int count = vsnprintf(text, sizeof text - 1, format, arguments);
    va_end(arguments);
    if (count < 0) count = 0;
    if ((size_t)count > sizeof text - 2) count = (int)sizeof text - 2;
    text[count] = '\n';
    if (write(2, "worker: ", 8) < 0 || write(2, text, (size_t)count + 1) < 0) _exit(3);
    _exit(3);
}
