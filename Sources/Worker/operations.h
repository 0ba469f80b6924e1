/// Operations that the plugin has started on services of the host. Ids are made here; after a start that gave HI_OK the plugin is told the
/// end exactly once.
#pragma once

#include <hashinsight/abi.h>

#include "instances.h"

/// What the plugin wants to be told.
typedef struct {
    hi_on_result on_result;
    hi_on_replies on_replies;
    void *context;
} operation_plugin;

/// Opens an operation. Thread: any. Never blocks.
///
/// Failure: HI_CANCELLED if `call` has ended, HI_UNAVAILABLE if the instance is ending or too much is under way; `error` is filled.
hi_status operations_open(instance *instance, hi_id call, operation_plugin plugin, hi_id *operation, hi_error *error);

/// Whether the id names an operation of this instance that is under way. Thread: any.
bool operations_is_open(instance *instance, hi_id operation);

/// Tells the plugin replies or the end: at once if its calls are inline, else in order on its threads. An id that is not under way is left out.
/// Thread: the reading one; the spans are borrowed until it returns.
void operations_deliver(uint32_t number, hi_id operation, hi_bytes replies);
void operations_end(uint32_t number, hi_id operation, hi_status status, hi_bytes result);

/// Refuses new operations of the instance, asks the host to end those under way and waits for it, ten seconds at most; what the host has not ended
/// then ends with HI_CANCELLED. Thread: one of the worker's own that may wait.
void operations_drain(instance *instance);
