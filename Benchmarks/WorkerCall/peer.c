// What two processes cost each other at the least: a frame of 112 bytes to the other and one back, over a socket pair by recv and send, or
// through shared memory with a futex to wake the other. Prints `name value` lines, nanoseconds: the best of seven runs one at a time, and
// median and p99 of calls begun by a caller that sleeps in between, 10,000 a second. With the argument `apart` each process has a core of its
// own; otherwise the kernel places them. Beside that what a look at the clock and an atomic change cost on this machine, in picoseconds: of
// these a call within one process is made.
#define _GNU_SOURCE
#include <linux/futex.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { frame_bytes = 112, rounds = 20000, runs = 7, paced_calls = 50000, step_nanos = 100000 };

typedef struct {
    _Alignas(64) _Atomic uint32_t number;
    // Whether the reader sleeps: a frame to one that is awake needs no system call.
    _Alignas(64) _Atomic uint32_t sleeps;
    _Alignas(64) char frame[frame_bytes];
} lane;

typedef struct {
    int sockets[2];
    lane *lanes;
} channel;

static uint64_t nanos(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static void put(const channel *between, int side, const char *frame) {
    if (!between->lanes) {
        if (send(between->sockets[side], frame, frame_bytes, MSG_NOSIGNAL) != frame_bytes) exit(0);
        return;
    }
    lane *to = &between->lanes[side];
    memcpy(to->frame, frame, frame_bytes);
    atomic_fetch_add(&to->number, 1);
    if (atomic_exchange(&to->sleeps, 0)) syscall(SYS_futex, &to->number, FUTEX_WAKE, 1, 0, 0, 0);
}

static void take(const channel *between, int side, uint32_t *seen, char *frame) {
    if (!between->lanes) {
        if (recv(between->sockets[side], frame, frame_bytes, MSG_WAITALL) != frame_bytes) exit(0);
        return;
    }
    lane *from = &between->lanes[1 - side];
    while (atomic_load(&from->number) == *seen) {
        atomic_store(&from->sleeps, 1);
        if (atomic_load(&from->number) == *seen) syscall(SYS_futex, &from->number, FUTEX_WAIT, *seen, 0, 0, 0);
    }
    atomic_store(&from->sleeps, 0);
    *seen += 1;
    memcpy(frame, from->frame, frame_bytes);
}

static int ascending(const void *left, const void *right) {
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return a < b ? -1 : a > b;
}

static void stay_on(int core) {
    cpu_set_t cores;
    CPU_ZERO(&cores);
    CPU_SET(core, &cores);
    if (sched_setaffinity(0, sizeof cores, &cores)) exit(1);
}

static void measure(const char *name, const channel *between, bool apart) {
    if (apart) stay_on(0);
    pid_t other = fork();
    if (other == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (apart) stay_on(1);
        if (!between->lanes) close(between->sockets[0]);
        char frame[frame_bytes];
        for (uint32_t seen = 0;;) {
            take(between, 1, &seen, frame);
            put(between, 1, frame);
        }
    }
    char frame[frame_bytes] = {0};
    uint32_t seen = 0;
    uint64_t best = UINT64_MAX;
    for (int run = 0; run < runs; run++) {
        uint64_t began = nanos();
        for (int round = 0; round < rounds; round++) {
            put(between, 0, frame);
            take(between, 0, &seen, frame);
        }
        uint64_t each = (nanos() - began) / rounds;
        if (each < best) best = each;
    }
    static uint64_t took[paced_calls];
    uint64_t began = nanos();
    for (int call = 0; call < paced_calls; call++) {
        uint64_t due = began + (uint64_t)call * step_nanos;
        struct timespec until = {.tv_sec = (time_t)(due / 1000000000u), .tv_nsec = (long)(due % 1000000000u)};
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, 0);
        uint64_t start = nanos();
        put(between, 0, frame);
        take(between, 0, &seen, frame);
        took[call] = nanos() - start;
    }
    kill(other, SIGKILL);
    waitpid(other, 0, 0);
    qsort(took, paced_calls, sizeof *took, ascending);
    printf("%s %llu\n%s_paced_p50 %llu\n%s_paced_p99 %llu\n", name, (unsigned long long)best, name,
           (unsigned long long)took[paced_calls / 2], name, (unsigned long long)took[paced_calls * 99 / 100]);
}

static void print_steps(void) {
    enum { steps = 1000000 };
    uint64_t clock_best = UINT64_MAX, atomic_best = UINT64_MAX, sum = 0;
    _Atomic uint64_t word = 0;
    for (int run = 0; run < runs; run++) {
        uint64_t began = nanos();
        for (int step = 0; step < steps; step++) sum += nanos();
        uint64_t between = nanos();
        for (int step = 0; step < steps; step++) atomic_fetch_add(&word, 1);
        uint64_t ended = nanos();
        if (between - began < clock_best) clock_best = between - began;
        if (ended - between < atomic_best) atomic_best = ended - between;
    }
    if (sum == 0) exit(1);
    printf("clock_read %llu\natomic_change %llu\n", (unsigned long long)clock_best * 1000 / steps, (unsigned long long)atomic_best * 1000 / steps);
}

int main(int count, char **arguments) {
    bool apart = count > 1 && strcmp(arguments[1], "apart") == 0;
    channel socket_pair = {.lanes = 0};
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, socket_pair.sockets)) return 1;
    measure("socket_pair", &socket_pair, apart);
    channel shared = {.lanes = mmap(0, 2 * sizeof(lane), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)};
    if (shared.lanes == MAP_FAILED) return 1;
    measure("shared_memory", &shared, apart);
    print_steps();
    return 0;
}
