// Ends its process in every way there is; the route says in which.
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include "plugin.h"

static volatile int depth_seen, depth_limit = 1 << 30;

__attribute__((noinline)) static int overflow(int depth) {
    volatile char filler[4096];
    memset((void *)filler, depth, sizeof filler);
    depth_seen = depth;
    if (depth == depth_limit) return 0;
    return overflow(depth + 1) + filler[depth % 4096];
}

static void *crash_apart(void *argument) {
    (void)argument;
    *(volatile int *)8 = 1;
    return 0;
}

static void *overflow_apart(void *argument) {
    overflow(0);
    return argument;
}

static void *leave_apart(void *argument) {
    if (argument) pthread_exit(argument);
    return argument;
}

// Threads one after another; whether there is as much memory afterwards as what they would have kept.
static const char *churn(void) {
    for (long turn = 0; turn < 2000; turn++) {
        pthread_t thread;
        if (pthread_create(&thread, 0, leave_apart, (void *)(turn % 2)) != 0) return "no thread";
        void *result = 0;
        if (pthread_join(thread, &result) != 0 || result != (void *)(turn % 2)) return "no result";
    }
    void *memory = malloc(48 << 20);
    free(memory);
    return memory ? "given back" : "kept";
}

static void *wait_apart(void *argument) {
    for (;;) sleep(1000);
    return argument;
}

// Named in a backtrace. The call is answered first: whoever asked knows that this has begun.
__attribute__((visibility("default"), noinline)) void loop_here(hi_host *host, hi_id call, const char *way) {
    complete_text(host, call, "begun");
    while (strcmp(way, "wait") == 0) sleep(1000);
    for (volatile int turn = 0;; turn++) {}
}

__attribute__((noinline)) static void crash_here(const char *way) {
    if (strcmp(way, "segv") == 0) *(volatile int *)0x1230 = 1;
    if (strcmp(way, "trap") == 0) __builtin_trap();
    if (strcmp(way, "abort") == 0) abort();
    if (strcmp(way, "fpe") == 0) raise(SIGFPE);
    if (strcmp(way, "bus") == 0) raise(SIGBUS);
    if (strcmp(way, "breakpoint") == 0) raise(SIGTRAP);
    if (strcmp(way, "overflow") == 0) overflow(0);
    if (strcmp(way, "exit") == 0) exit(3);
    if (strcmp(way, "profile") == 0) raise(SIGPROF);
    if (strcmp(way, "leave") == 0) _exit(4);
    if (strcmp(way, "apart") == 0 || strcmp(way, "overflow-apart") == 0) {
        pthread_t thread;
        pthread_create(&thread, 0, way[0] == 'a' ? crash_apart : overflow_apart, 0);
        pthread_join(thread, 0);
    }
}

static hi_status answer_call(hi_host *host, hi_id call, const char *route, hi_bytes body, hi_error *error) {
    (void)body, (void)error;
    if (strcmp(route, "bad-span") == 0) the_api->complete(host, call, HI_OK, (hi_bytes){(const uint8_t *)0x5000, 4096}, 0);
    if (strcmp(route, "fine") == 0) complete_text(host, call, "fine");
    else if (strcmp(route, "churn") == 0) complete_text(host, call, churn());
    else if (strcmp(route, "spin") == 0 || strcmp(route, "wait") == 0) loop_here(host, call, route);
    else if (strcmp(route, "leave-waiting") == 0) {
        pthread_t thread;
        for (int index = 0; index < 8; index++) pthread_create(&thread, 0, wait_apart, 0);
        complete_text(host, call, "left");
    }
    else crash_here(route);
    return HI_OK;
}

#ifdef CRASH_AT_LOAD
__attribute__((constructor)) static void crash_at_load(void) { crash_here("segv"); }
#endif
