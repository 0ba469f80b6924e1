// Linux interfaces that Swift's Glibc module leaves out, or that are variadic and so not imported.
#pragma once
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <arpa/inet.h>
#include <fcntl.h>
#include <dlfcn.h>
#include <unistd.h>
#include <errno.h>
#include <time.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <spawn.h>
#include <crypt.h>

/// Names the calling thread, at most 15 bytes. No `_GNU_SOURCE` here: it would change types that Swift's Glibc module defines too.
static inline int linux_set_thread_name(const char *name) { return prctl(PR_SET_NAME, name, 0, 0, 0); }

/// A descriptor that becomes readable when the child `process` ends; -1 and errno where the kernel has none. Closed on exec.
static inline int linux_process_descriptor(pid_t process) { return (int)syscall(SYS_pidfd_open, process, 0); }

/// Sends a signal with a number to one thread of a process, as a queued one (SI_QUEUE); -1 and errno if it cannot. Never blocks.
extern int linux_queue_signal(pid_t process, pid_t thread, int signal, int value);

/// Whether plugins are called on this thread by the host, which measures the time itself.
extern _Thread_local int linux_is_host_thread;
/// Processor time of this thread when it was last asked for, in nanoseconds.
extern _Thread_local unsigned long long linux_last_processor_nanos;

/// What the host keeps for the next call into a plugin on this thread; null until there was one.
extern _Thread_local void *linux_call_lane;

static inline void *linux_get_call_lane(void) { return linux_call_lane; }
static inline void linux_set_call_lane(void *lane) { linux_call_lane = lane; }

/// Processor time of the calling thread, in nanoseconds. A system call.
static inline unsigned long long linux_thread_processor_nanos(void) {
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (unsigned long long)time.tv_sec * 1000000000ull + (unsigned long long)time.tv_nsec;
}

/// The clock of deadlines, CLOCK_MONOTONIC, in nanoseconds. No system call where the kernel has a vDSO.
static inline unsigned long long linux_monotonic_nanos(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (unsigned long long)time.tv_sec * 1000000000ull + (unsigned long long)time.tv_nsec;
}

/// When something brief began: `nanos` is CLOCK_MONOTONIC as of the kernel's last tick, a few milliseconds early at most; `ticks` the
/// processor's own count, or 0, and then `nanos` is exact.
typedef struct {
    unsigned long long nanos;
    unsigned long long ticks;
} linux_brief_start;

/// Nanoseconds of 2^32 ticks of the processor's count; 0 until it is known, and for good where the kernel itself does not go by that count.
/// Atomic. See ticks.c.
extern unsigned long long linux_tick_scale;

/// Finds the scale out, which takes 50 ms: for a thread that may sleep, once for the process.
extern void linux_measure_ticks(void);

static inline unsigned long long linux_ticks(void) {
#if defined(__x86_64__)
    return __builtin_ia32_rdtsc();
#elif defined(__aarch64__)
    unsigned long long ticks;
    __asm__ volatile("mrs %0, cntvct_el0" : "=r"(ticks));
    return ticks;
#else
    return 0;
#endif
}

/// Two looks at the kernel's clock cost half of a null call; the processor's count costs half of a look.
static inline linux_brief_start linux_begin_brief(void) {
    linux_brief_start start;
    if (__atomic_load_n(&linux_tick_scale, __ATOMIC_RELAXED) == 0) {
        start.nanos = linux_monotonic_nanos();
        start.ticks = 0;
        return start;
    }
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &time);
    start.nanos = (unsigned long long)time.tv_sec * 1000000000ull + (unsigned long long)time.tv_nsec;
    start.ticks = linux_ticks();
    return start;
}

/// Nanoseconds since it began.
static inline unsigned long long linux_brief_nanos(linux_brief_start start) {
    if (start.ticks == 0) return linux_monotonic_nanos() - start.nanos;
    unsigned long long ticks = linux_ticks() - start.ticks;
    // Another processor's count may be a hair behind.
    if (ticks >> 63) return 0;
    return (unsigned long long)((unsigned __int128)ticks * __atomic_load_n(&linux_tick_scale, __ATOMIC_RELAXED) >> 32);
}

/// The calling thread is the host's own.
static inline void linux_mark_host_thread(void) { linux_is_host_thread = 1; }

/// What the calling thread has spent since it last asked here, in nanoseconds; 0 the first time, and always on threads of the host.
static inline unsigned long long linux_foreign_thread_spent_nanos(void) {
    if (linux_is_host_thread) return 0;
    unsigned long long before = linux_last_processor_nanos;
    linux_last_processor_nanos = linux_thread_processor_nanos();
    return before == 0 ? 0 : linux_last_processor_nanos - before;
}

/// A function of the GNU C library that its header shows to GNU sources alone.
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int lowest);

/// As a flag of `posix_spawnattr_setflags`: the child leads a session of its own. The header names it for GNU sources alone.
enum { linux_spawn_setsid = 0x80 };

/// Closes all descriptors from `lowest` on in the child.
static inline int linux_spawn_close_from(posix_spawn_file_actions_t *actions, int lowest) {
    return posix_spawn_file_actions_addclosefrom_np(actions, lowest);
}
