// One slot for each slot of the host's ids. A slot's `id` is the whole state: the id under way, or 0. Memory grows in chunks and never
// moves, so that any thread may look at any time.
#include "calls.h"

#include <stdatomic.h>
#include <stdlib.h>

enum {
    chunk_slots = 256,
    chunk_count = 4096,  // as many calls as a host has
    second_nanos = 1000000000,
};

typedef struct {
    _Atomic hi_id id;
    _Atomic uint64_t handle;
    _Atomic uint64_t next_progress_nanos;
    _Atomic uint16_t answer_kind;
} slot;

static _Atomic(slot *) chunks[chunk_count];

static slot *find(hi_id call) {
    uint32_t index = (uint32_t)call;
    if (index >= chunk_slots * chunk_count) return 0;
    slot *chunk = atomic_load_explicit(&chunks[index / chunk_slots], memory_order_acquire);
    return chunk ? chunk + index % chunk_slots : 0;
}

bool calls_open(hi_id call, uint64_t handle, uint16_t answer_kind) {
    uint32_t index = (uint32_t)call;
    if (call == 0 || index >= chunk_slots * chunk_count) return false;
    _Atomic(slot *) *chunk = &chunks[index / chunk_slots];
    if (!atomic_load_explicit(chunk, memory_order_relaxed)) {
        slot *made = calloc(chunk_slots, sizeof *made);
        if (!made) return false;
        atomic_store_explicit(chunk, made, memory_order_release);
    }
    slot *found = find(call);
    atomic_store_explicit(&found->handle, handle, memory_order_relaxed);
    atomic_store_explicit(&found->next_progress_nanos, 0, memory_order_relaxed);
    atomic_store_explicit(&found->answer_kind, answer_kind, memory_order_relaxed);
    atomic_store_explicit(&found->id, call, memory_order_release);
    return true;
}

bool calls_is_open(hi_id call, uint64_t handle) {
    slot *found = find(call);
    return call != 0 && found && atomic_load_explicit(&found->id, memory_order_acquire) == call
        && atomic_load_explicit(&found->handle, memory_order_relaxed) == handle;
}

bool calls_claim(hi_id call, uint64_t handle, uint16_t *answer_kind) {
    if (!calls_is_open(call, handle)) return false;
    slot *found = find(call);
    *answer_kind = atomic_load_explicit(&found->answer_kind, memory_order_relaxed);
    // Should the slot have been opened for another call meanwhile, its id is another one.
    return atomic_compare_exchange_strong_explicit(&found->id, &call, 0, memory_order_acq_rel, memory_order_relaxed);
}

hi_status calls_progress(hi_id call, uint64_t handle, uint64_t now_nanos, bool *is_due) {
    if (!calls_is_open(call, handle)) return HI_STALE;
    slot *found = find(call);
    if (atomic_load_explicit(&found->answer_kind, memory_order_relaxed) != 4 /* HI_KIND_JOB_ANSWER */) return HI_STALE;
    uint64_t next = atomic_load_explicit(&found->next_progress_nanos, memory_order_relaxed);
    *is_due = now_nanos >= next && atomic_compare_exchange_strong(&found->next_progress_nanos, &next, now_nanos + second_nanos);
    return HI_OK;
}
