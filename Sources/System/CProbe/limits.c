#define _GNU_SOURCE
#include "include/CProbe.h"

#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

static void limit(int resource, uint64_t value) {
    if (value == 0) return;
    struct rlimit both = {.rlim_cur = value, .rlim_max = value};
    setrlimit(resource, &both);
}

void probe_limit_process(uint64_t memory_bytes, uint64_t cpu_seconds, uint64_t descriptors) {
    // Data, not address space: what is only reserved costs nothing.
    limit(RLIMIT_DATA, memory_bytes);
    limit(RLIMIT_CPU, cpu_seconds);
    limit(RLIMIT_NOFILE, descriptors);
    struct rlimit none = {0};
    setrlimit(RLIMIT_CORE, &none);
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
}

uint64_t probe_heap_bytes(void) {
    struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

void probe_thread_usage(uint64_t *cpu_nanos, uint64_t *waits) {
    struct rusage usage;
    getrusage(RUSAGE_THREAD, &usage);
    *cpu_nanos = (uint64_t)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000000u +
                 (uint64_t)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1000u;
    *waits = (uint64_t)usage.ru_nvcsw;
}

int probe_pipe(int *ends) { return pipe2(ends, O_CLOEXEC); }
