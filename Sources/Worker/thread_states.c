#define _GNU_SOURCE
#include "thread_states.h"

#include <ctype.h>
#include <linux/fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

bool thread_states_is(const char *path) {
    static const char before[] = "/proc/", after[] = "/stat";
    if (strncmp(path, before, sizeof before - 1) != 0) return false;
    const char *at = path + sizeof before - 1;
    const char *digits = at;
    while (isdigit((unsigned char)*at)) at++;
    return at > digits && strcmp(at, after) == 0;
}

int thread_states_open(bool is_non_blocking) {
    static const char state[] = "0 (plugin) R\n";
    int ends[2];
    if (pipe2(ends, O_CLOEXEC | (is_non_blocking ? O_NONBLOCK : 0)) != 0) return -1;
    // An empty pipe takes so few bytes at once. Whoever reads nothing believes that the thread does not run, and goes on.
    ssize_t written = write(ends[1], state, sizeof state - 1);
    (void)written;
    close(ends[1]);
    return ends[0];
}

// In the C library's place; <fcntl.h>, which declares it, may bring a body of its own with it.
__attribute__((visibility("default"))) int open(const char *path, int flags, ...);

int open(const char *path, int flags, ...) {
    if (thread_states_is(path)) return thread_states_open(flags & O_NONBLOCK);
    unsigned mode = 0;
    if (flags & O_CREAT || (flags & O_TMPFILE) == O_TMPFILE) {
        va_list more;
        va_start(more, flags);
        mode = va_arg(more, unsigned);
        va_end(more);
    }
    return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}
