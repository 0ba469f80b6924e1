// Handlers for the signals of a crash. They run in a process that may be broken in any way: nothing here allocates, and a timer ends the
// process if even this cannot be done.
#define _GNU_SOURCE
#include "crash.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include "channel.h"
#include "failure.h"
#include "place.h"
#include "trace.h"

enum { stack_bytes = 64 << 10, patience_seconds = 2, status_of_exit = -1 };

static const int signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT, SIGSYS, HW_PLACE_SIGNAL};

_Thread_local hi_id crash_call;
_Thread_local const char *crash_hook;
_Thread_local bool crash_is_own;

static _Atomic bool is_crashing;

static void write_backtrace(const char *what, uint64_t number, uint64_t address) {
    // The plugin may have begun a line; the host looks for this one (WorkerReport.swift).
    char line[256], *at = line;
    at = trace_number(trace_text(trace_text(at, "\ncrash: "), what), number, 10);
    at = trace_number(trace_text(at, " at 0x"), address, 16);
    at = trace_number(trace_text(at, " in call 0x"), crash_call, 16);
    *at++ = '\n';
    trace_write(line, at);
    trace_frames();
}

// The first of several crashing threads; the others wait for the end here.
static void be_first(void) {
    if (!atomic_exchange(&is_crashing, true)) return;
    for (;;) pause();
}

static void limit_time(void) {
    signal(SIGALRM, SIG_DFL);
    const struct itimerval limit = {{0, 0}, {patience_seconds, 0}};
    setitimer(ITIMER_REAL, &limit, 0);
}

static void handle(int signal_number, siginfo_t *information, void *context) {
    (void)context;
    // None but the host can queue one; a plugin that raises the same signal has crashed.
    if (signal_number == HW_PLACE_SIGNAL && information->si_code == SI_QUEUE) place_tell((uint32_t)information->si_value.sival_int);
    be_first();
    limit_time();
    // Sent by the kernel, and not by `raise`.
    uint64_t address = information->si_code > 0 ? (uint64_t)(uintptr_t)information->si_addr : 0;
    hw_frame frame = {.kind = HW_CRASH, .status = signal_number, .id = crash_call, .value = address};
    channel_send_last(&frame);
    write_backtrace("signal ", (uint64_t)signal_number, address);
    signal(signal_number, SIG_DFL);
    sigset_t unblocked;
    sigemptyset(&unblocked);
    sigaddset(&unblocked, signal_number);
    syscall(SYS_tgkill, getpid(), (pid_t)syscall(SYS_gettid), signal_number);
    pthread_sigmask(SIG_UNBLOCK, &unblocked, 0);
    _exit(128 + signal_number);
}

// The worker itself leaves by `_exit` only.
static void handle_exit(int code, void *unused) {
    (void)unused;
    be_first();
    limit_time();
    hw_frame frame = {.kind = HW_CRASH, .status = status_of_exit, .id = crash_call};
    channel_send_last(&frame);
    write_backtrace("exit with code ", (uint8_t)code, 0);
    _exit(code);
}

void crash_prepare(void) {
    trace_prepare();
}

void crash_prepare_thread(void) {
    crash_is_own = true;
    if (!crash_enter_thread()) fail("no stack for the handlers of a crash");
}

void *crash_enter_thread(void) {
    stack_t stack = {.ss_size = stack_bytes};
    stack.ss_sp = mmap(0, stack_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (stack.ss_sp == MAP_FAILED) return 0;
    if (sigaltstack(&stack, 0) == 0) return stack.ss_sp;
    munmap(stack.ss_sp, stack_bytes);
    return 0;
}

void crash_leave_thread(void *lent) {
    if (!lent) return;
    stack_t now, none = {.ss_flags = SS_DISABLE};
    // A runtime of the plugin's may have put a stack of its own in its place.
    if (sigaltstack(0, &now) == 0 && now.ss_sp == lent) sigaltstack(&none, 0);
    munmap(lent, stack_bytes);
}

void crash_watch(void) {
    struct sigaction action = {.sa_sigaction = handle, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigfillset(&action.sa_mask);
    sigdelset(&action.sa_mask, SIGALRM);
    for (size_t index = 0; index < sizeof signals / sizeof *signals; index++) sigaction(signals[index], &action, 0);
    // Run in reverse order: the later one comes before what the library's constructors asked for.
    if (on_exit(handle_exit, 0) != 0) fail("out of memory for the handler of exit");
}
