// RLIMIT_DATA counts what is private and writable, which is what a runtime really takes; address space is much more and limited loosely, since
// page tables of what is merely read cost memory too. Shared memory and growing stacks, which it does not count, are refused (syscalls.c).
#define _GNU_SOURCE
#include "limits.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "report.h"
#include "threads.h"

static const rlim_t own_bytes = 16u << 20;             // the worker's own threads and buffers
static const rlim_t address_bytes = (rlim_t)16 << 30;  // beyond the memory limit
enum { own_threads = 5, plugin_stack_bytes = 1 << 20, arenas = 2 };

// Where the kernel shares its processors among sessions, the niceness of threads counts within theirs alone.
static int rank_session(uint32_t niceness) {
    const struct timespec turn = {0, 110000000};
    char text[12];
    int file = open("/proc/self/autogroup", O_WRONLY | O_CLOEXEC), failure = 0;
    if (file < 0) return 0;  // it does not
    ssize_t count = snprintf(text, sizeof text, "%u", niceness);
    // Without privileges one of all sessions may be ranked in a tenth of a second.
    for (int tries = 0; tries < 5; tries++) {
        failure = write(file, text, (size_t)count) == count ? 0 : errno;
        if (failure != EAGAIN) break;
        nanosleep(&turn, 0);
    }
    close(file);
    return failure;
}

void limits_rank(const hw_setup *setup) {
    int file = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    int failure = file >= 0 && write(file, "1000", 4) == 4 ? 0 : errno;
    if (file >= 0) close(file);
    report_errno("first_when_memory_is_short", failure);
    if (setup->niceness == 0) return;
    failure = setpriority(PRIO_PROCESS, 0, (int)setup->niceness) == 0 ? 0 : errno;
    report_errno("niceness", failure ? failure : rank_session(setup->niceness));
}

static void set(int resource, rlim_t value, const char *name) {
    struct rlimit limit;
    getrlimit(resource, &limit);
    if (limit.rlim_max < value) value = limit.rlim_max;
    limit = (struct rlimit){value, value};
    int failure = setrlimit(resource, &limit) == 0 ? 0 : errno;
    if (name) report_errno(name, failure);
}

void limits_enter(const hw_setup *setup, const char *no_thread_limit) {
    // Of the size that threads get which do not ask for one: 8 MB each would use the limit up.
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, plugin_stack_bytes);
    pthread_setattr_default_np(&attributes);
    pthread_attr_destroy(&attributes);
    mallopt(M_ARENA_MAX, arenas);
    set(RLIMIT_CORE, 0, "no_core_file");
    set(RLIMIT_MEMLOCK, 0, 0);
    set(RLIMIT_MSGQUEUE, 0, 0);
    set(RLIMIT_RTPRIO, 0, 0);
    set(RLIMIT_NICE, 0, 0);
    set(RLIMIT_SIGPENDING, 1024, 0);
    if (setup->memory_bytes > 0) {
        // The threads that tenants' calls take turns on are the host's choice: their stacks are not the plugin's memory.
        rlim_t stack_bytes = (rlim_t)setup->call_threads * threads_stack_bytes;
        set(RLIMIT_DATA, setup->memory_bytes + own_bytes + stack_bytes, "memory_limit");
        set(RLIMIT_AS, setup->memory_bytes + address_bytes, "address_limit");
    }
    if (setup->file_bytes > 0) set(RLIMIT_FSIZE, setup->file_bytes, "file_limit");
    if (setup->descriptors > 0) set(RLIMIT_NOFILE, setup->descriptors, "descriptor_limit");
    if (setup->threads == 0) return;
    if (no_thread_limit) {
        report_off("thread_limit", "%s", no_thread_limit);
    } else {
        set(RLIMIT_NPROC, setup->threads + own_threads + setup->call_threads, "thread_limit");
    }
}
