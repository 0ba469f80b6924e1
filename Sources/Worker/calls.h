/// The calls that the host has started and the plugin not yet completed, so that a second completion is answered here.
#pragma once

#include <stdbool.h>
#include <worker_protocol.h>

/// Notes a call. Thread: the reading one. Failure: false if the id's slot lies beyond what a host has, or memory is out.
bool calls_open(hi_id call, uint64_t handle, uint16_t answer_kind);

/// Ends a call: true for exactly one caller. `answer_kind` is what its answer must be, 0 = unknown.
///
/// Thread: any. Never blocks. Failure: false if the call of this handle is not under way.
bool calls_claim(hi_id call, uint64_t handle, uint16_t *answer_kind);

/// Whether the call is under way for this handle. Thread: any.
bool calls_is_open(hi_id call, uint64_t handle);

/// Whether the run `call` may tell how far it is: HI_OK, or HI_STALE if it is not a run under way. `is_due` is false if it did so
/// within the last second. Thread: any.
hi_status calls_progress(hi_id call, uint64_t handle, uint64_t now_nanos, bool *is_due);
