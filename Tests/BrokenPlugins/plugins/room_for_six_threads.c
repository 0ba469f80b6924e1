// An instance has room for what six threads keep; the seventh is an assertion.
// fails: many-threads
#define MINI_ON_CREATE(host, api, settings, error) begin_count()
#define MINI_ON_START(self, call, message, deadline) take_place()
static void begin_count(void);
static void take_place(void);
#include "../mini.h"

static atomic_uint generation;
static atomic_int places;

static void begin_count(void) {
    atomic_fetch_add(&generation, 1);
    atomic_store(&places, 0);
}

// A thread takes its place with its first call since the last create.
static void take_place(void) {
    static _Thread_local unsigned known;
    unsigned now = atomic_load(&generation);
    if (known == now) return;
    known = now;
    if (atomic_fetch_add(&places, 1) >= 6) abort();
}
