// An allow-list. Arguments are checked where a call can do both what runtimes need and what a prisoner wants.
#define _GNU_SOURCE
#include "syscalls.h"

#include <asm/ioctls.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "report.h"

static const char *const allowed[] = {
    // Memory
    "brk", "madvise", "mprotect", "mremap", "msync", "munmap",
    // Threads and their waiting
    "exit", "exit_group", "futex", "futex_waitv", "get_robust_list", "gettid", "membarrier", "restart_syscall", "rseq", "sched_getaffinity",
    "sched_getparam", "sched_getscheduler", "sched_get_priority_max", "sched_get_priority_min", "sched_yield", "set_robust_list",
    "set_tid_address", "getcpu", "arch_prctl",
    // Time
    "clock_getres", "clock_gettime", "clock_nanosleep", "gettimeofday", "nanosleep", "time", "times", "setitimer", "timerfd_create",
    "timerfd_gettime", "timerfd_settime",
    // Signals of this process; `pause` is how a thread that crashes second waits for the end (crash.c)
    "pause", "rt_sigaction", "rt_sigpending", "rt_sigprocmask", "rt_sigreturn", "rt_sigsuspend", "rt_sigtimedwait", "sigaltstack",
    // Open descriptors
    "close", "close_range", "dup", "dup2", "dup3", "epoll_create", "epoll_create1", "epoll_ctl", "epoll_pwait", "epoll_pwait2", "epoll_wait",
    "eventfd2", "fdatasync", "flock", "fstat", "fstatfs", "fsync", "getdents64", "lseek", "pipe", "pipe2", "poll", "ppoll", "pread64", "preadv",
    "pselect6", "read", "readv", "select", "write", "writev", "fadvise64",
    // Looking at files: what may be seen, mounts and Landlock say
    "access", "faccessat", "faccessat2", "getcwd", "lstat", "newfstatat", "readlink", "readlinkat", "stat", "statfs", "statx",
    // Who and where
    "getegid", "geteuid", "getgid", "getgroups", "getpgrp", "getpid", "getppid", "getpriority", "getrandom", "getresgid", "getresuid",
    "getrlimit", "getrusage", "getuid", "sysinfo", "uname",
};

// Beneath the scratch folder, which mounts or Landlock hold.
static const char *const writing[] = {
    "creat", "fallocate", "ftruncate", "mkdir", "mkdirat", "open", "openat", "pwrite64", "pwritev", "rename", "renameat", "renameat2",
    "rmdir", "unlink", "unlinkat",
};

// What the host's own runtime does besides: the program that is become, and the limits that a case gives itself. `prlimit64`, which can
// do it to others, is checked below.
static const char *const of_host[] = {"execve", "setrlimit"};

// A database session on a socket of this machine; which families of sockets there are is checked below.
static const char *const of_sessions[] = {
    "connect", "getpeername", "getsockname", "getsockopt", "recvfrom", "recvmsg", "sendmsg", "sendto", "setsockopt", "shutdown",
};

// Never a mistake.
static const char *const outrageous[] = {
    "bpf", "delete_module", "finit_module", "init_module", "ioperm", "iopl", "kexec_file_load", "kexec_load", "reboot", "swapoff", "swapon",
};

static int number(const char *name) {
    int number = seccomp_syscall_resolve_name(name);
    return number == __NR_SCMP_ERROR ? -1 : number;
}

static int add_all(scmp_filter_ctx filter, uint32_t action, const char *const *names, size_t count) {
    int failure = 0;
    for (size_t index = 0; index < count; index++) {
        int call = number(names[index]);
        // Not a call of this architecture, or younger than the library.
        if (call == -1) continue;
        int result = seccomp_rule_add(filter, action, call, 0);
        if (result < 0 && result != -EDOM && !failure) failure = result;
    }
    return failure;
}

static int allow_if(scmp_filter_ctx filter, const char *name, unsigned count, struct scmp_arg_cmp first, struct scmp_arg_cmp second) {
    int call = number(name);
    if (call == -1) return 0;
    const struct scmp_arg_cmp checks[] = {first, second};
    int result = seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, call, count, checks);
    return result == -EDOM ? 0 : result;
}

#define ONE(name, first) if (!failure) failure = allow_if(filter, name, 1, first, (struct scmp_arg_cmp){0, SCMP_CMP_EQ, 0, 0})
#define TWO(name, first, second) if (!failure) failure = allow_if(filter, name, 2, first, second)

static int add_checked(scmp_filter_ctx filter, bool files_are_confined, syscalls_scope scope) {
    int failure = 0;
    // Threads, but no processes. glibc tries clone3 first, whose flags a filter cannot see.
    ONE("clone", SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD));
    // Private memory counts towards the limit; shared and growing memory would not.
    const scmp_datum_t kind = 0x0F | MAP_GROWSDOWN | MAP_HUGETLB;
    ONE("mmap", SCMP_A3(SCMP_CMP_MASKED_EQ, kind, MAP_PRIVATE));
    TWO("mmap", SCMP_A2(SCMP_CMP_EQ, PROT_READ, 0), SCMP_A3(SCMP_CMP_MASKED_EQ, kind | MAP_ANONYMOUS, MAP_SHARED));
    // Signals to itself, as `raise` and `abort` send them.
    const scmp_datum_t self = (scmp_datum_t)getpid();
    ONE("tgkill", SCMP_A0(SCMP_CMP_EQ, self, 0));
    ONE("kill", SCMP_A0(SCMP_CMP_EQ, self, 0));
    ONE("prctl", SCMP_A0(SCMP_CMP_EQ, PR_SET_NAME, 0));
    ONE("prctl", SCMP_A0(SCMP_CMP_EQ, PR_GET_NAME, 0));
    if (scope == syscalls_of_worker) TWO("prlimit64", SCMP_A0(SCMP_CMP_EQ, 0, 0), SCMP_A2(SCMP_CMP_EQ, 0, 0));
    if (scope != syscalls_of_worker) {
        // Its own limits alone, as the C library asks for and sets them: another process dies of a limit as of a signal.
        ONE("prlimit64", SCMP_A0(SCMP_CMP_EQ, 0, 0));
        ONE("prctl", SCMP_A0(SCMP_CMP_EQ, PR_SET_PDEATHSIG, 0));
    }
    if (scope == syscalls_of_session) {
        ONE("socket", SCMP_A0(SCMP_CMP_EQ, AF_UNIX, 0));
        ONE("socketpair", SCMP_A0(SCMP_CMP_EQ, AF_UNIX, 0));
    }
    static const int commands[] = {F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_GETLK, F_SETLK, F_SETLKW};
    for (size_t index = 0; index < sizeof commands / sizeof *commands; index++) {
        ONE("fcntl", SCMP_A1(SCMP_CMP_MASKED_EQ, UINT32_MAX, (scmp_datum_t)commands[index]));
    }
    static const unsigned requests[] = {TCGETS, FIONREAD, FIONBIO, FIOCLEX, FIONCLEX};
    for (size_t index = 0; index < sizeof requests / sizeof *requests; index++) {
        ONE("ioctl", SCMP_A1(SCMP_CMP_MASKED_EQ, UINT32_MAX, requests[index]));
    }
    if (!files_are_confined) {
        const scmp_datum_t writes = O_ACCMODE | O_CREAT | O_TRUNC | O_APPEND;
        ONE("open", SCMP_A1(SCMP_CMP_MASKED_EQ, writes, O_RDONLY));
        ONE("openat", SCMP_A2(SCMP_CMP_MASKED_EQ, writes, O_RDONLY));
    }
    return failure;
}

static int enter(scmp_filter_ctx filter, bool files_are_confined, syscalls_scope scope) {
    seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);
    int failure = add_all(filter, SCMP_ACT_ALLOW, allowed, sizeof allowed / sizeof *allowed);
    if (!failure && files_are_confined) failure = add_all(filter, SCMP_ACT_ALLOW, writing, sizeof writing / sizeof *writing);
    if (!failure && scope != syscalls_of_worker) failure = add_all(filter, SCMP_ACT_ALLOW, of_host, sizeof of_host / sizeof *of_host);
    if (!failure && scope == syscalls_of_session) failure = add_all(filter, SCMP_ACT_ALLOW, of_sessions, sizeof of_sessions / sizeof *of_sessions);
    if (!failure) failure = add_all(filter, SCMP_ACT_TRAP, outrageous, sizeof outrageous / sizeof *outrageous);
    static const char *const absent[] = {"clone3", "openat2"};
    if (!failure) failure = add_all(filter, SCMP_ACT_ERRNO(ENOSYS), absent, sizeof absent / sizeof *absent);
    if (!failure) failure = add_checked(filter, files_are_confined, scope);
    return failure ? failure : seccomp_load(filter);
}

void syscalls_enter(bool files_are_confined, syscalls_scope scope) {
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    int failure = filter ? enter(filter, files_are_confined, scope) : -ENOMEM;
    if (filter) seccomp_release(filter);
    report_errno("seccomp", -failure);
}
