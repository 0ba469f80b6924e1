/// The instances that this worker serves, behind handles (`hi_host *`) that are numbers and never addresses: one kept after `destroy`
/// finds nothing, and nothing is ever read through it.
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <worker_protocol.h>

#include "metric_names.h"

typedef struct instance {
    _Atomic uint64_t handle;
    _Atomic uint32_t pins;  ///< Threads that are using this struct.
    uint32_t number;        ///< The host's.
    uint64_t services;      ///< HW_SERVICE_… bits
    void *made;             ///< What `create` left: the plugin's pointer.
    char *texts;            ///< All names, each ended by NUL.
    uint32_t statement_count, topic_count;
    const char **statements, **topics;
    _Atomic uint64_t events_second, events_minute;  ///< Number of the second or minute in the upper half, events in it in the lower.
    _Atomic uint64_t event_limit;   ///< Events in a minute.
    _Atomic uint64_t metric_limit;  ///< Names of metrics.
    metric_names metrics;
    uint32_t operations;    ///< Under way; under the lock of operations.c.
    bool is_ending;         ///< Under the lock of operations.c.
} instance;

/// The handle of an instance by the host's number.
static inline uint64_t instance_handle(uint32_t number) { return ((uint64_t)number + 1) * 16; }
static inline uint32_t instance_number(uint64_t handle) { return (uint32_t)(handle / 16 - 1); }

/// A new instance as HW_CREATE says, pinned once. Thread: the reading one.
///
/// Failure: null if the number is taken, the texts are not as HW_CREATE says, too many live, or memory is out.
instance *instances_make(const hw_frame *create);

/// Puts the limits of HW_CREATE or HW_LIMITS into force. Thread: any.
void instances_limit(instance *instance, const hw_frame *limits);

/// The living instance behind a handle, pinned; null if there is none. Thread: any. Never blocks.
instance *instances_enter(uint64_t handle);

/// Another pin for one who has one already.
void instances_hold(instance *instance);

void instances_leave(instance *instance);

/// Waits until nobody but the caller pins the instance. Thread: one of the worker's own that may wait.
void instances_settle(instance *instance);

/// Makes the handle dead, waits for those who still use it and frees it; the caller's pin is gone. Thread: as `instances_settle`.
void instances_end(instance *instance);
