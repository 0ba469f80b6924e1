// As in crash.c, nothing here allocates. Threads that were asked wait for each other a little, so that those that run tell first; a lock that is
// never given back, or a pipe that nobody reads, costs the words of the others and nothing else.
#define _GNU_SOURCE
#include "place.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "crash.h"
#include "trace.h"
#include "worker_protocol.h"

enum { sleepers_told = 4, turn_tries = 100, status_of_end = 128 + HW_PLACE_SIGNAL };

static _Atomic bool is_telling;
// Under `is_telling`, but that whoever waits looks at the first.
static _Atomic uint32_t through;
static uint32_t told, sleepers;

static void wait_a_little(void) {
    const struct timespec moment = {0, 200000};
    nanosleep(&moment, 0);
}

static void tell(bool is_asleep) {
    // The plugin may have begun a line; the host looks for the first of these (WorkerReport.swift).
    char line[256], name[16] = "", *at = line;
    prctl(PR_GET_NAME, name);
    if (told++ == 0) at = trace_text(at, "\nplace: what the plugin is at as it is ended\n");
    at = trace_text(trace_text(trace_text(at, "thread "), name), is_asleep ? ", which waits" : ", which runs");
    if (crash_hook) at = trace_text(trace_text(at, ", in "), crash_hook);
    if (crash_call) at = trace_number(trace_text(at, " for call 0x"), crash_call, 16);
    at = trace_text(at, ":\n");
    trace_write(line, at);
    trace_frames();
}

static void tell_of_nothing(void) {
    static const char line[] = "\nplace: no thread of the plugin runs, waits or is in a call\n";
    trace_write(line, line + sizeof line - 1);
}

_Noreturn void place_tell(uint32_t asked) {
    uint32_t turn = asked & HW_PLACE_TURN, count = asked >> HW_PLACE_COUNT_SHIFT & HW_PLACE_TURN;
    bool is_asleep = asked & HW_PLACE_ASLEEP;
    // One before it may not be reached at all.
    for (int tries = 0; atomic_load(&through) < turn && tries < turn_tries; tries++) wait_a_little();
    while (atomic_exchange(&is_telling, true)) wait_a_little();
    // One of the worker's own that waits for the next call is at nothing.
    bool is_plugins = crash_hook || !crash_is_own;
    if (!is_asleep || (is_plugins && sleepers++ < sleepers_told)) tell(is_asleep);
    if (atomic_fetch_add(&through, 1) + 1 >= count) {
        if (told == 0) tell_of_nothing();
        _exit(status_of_end);
    }
    atomic_store(&is_telling, false);
    for (;;) pause();
}
