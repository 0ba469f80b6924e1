// The reader may be inside a plugin that loops; so a thread of its own waits for the host's end of the socket to close.
#define _GNU_SOURCE
#include "watchdog.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

#include "threads.h"
#include "worker_protocol.h"

static void watch(void *unused) {
    (void)unused;
    struct pollfd socket = {.fd = HW_SOCKET, .events = POLLRDHUP};
    while (poll(&socket, 1, -1) < 0 && errno == EINTR) {}
    _exit(0);
}

void watchdog_start(void) { threads_start("watchdog", watch, 0); }
