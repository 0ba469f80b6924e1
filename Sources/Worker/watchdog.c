// The reader may be inside a plugin that loops; so a thread of its own waits for the host's end of the socket to close. A host that only says
// that nothing more will come (SHUT_WR) is the reader's to hear, after the frames before it. A plugin that takes the whole process over could
// end this thread; for it there is PR_SET_PDEATHSIG (confine.c).
#define _GNU_SOURCE
#include "watchdog.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include "threads.h"
#include "worker_protocol.h"

static void watch(void *unused) {
    (void)unused;
    sigset_t all;  // no handler of a plugin's shall hold this thread up
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, 0);
    struct pollfd socket = {.fd = HW_SOCKET, .events = 0};  // a hangup comes unasked
    while (poll(&socket, 1, -1) < 0 && errno == EINTR) {}
    _exit(0);
}

void watchdog_start(void) { threads_start("watchdog", 64 << 10, watch, 0); }
