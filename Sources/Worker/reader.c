// Calls of an inline plugin run right here, on the bytes where they were read; what they complete is written together when no further frame
// is at hand. `create`, `destroy` and the calls of other plugins never run here, so that nothing but an inline call can hold up a PONG.
#include "reader.h"

#include <stdlib.h>
#include <string.h>

#include "calls.h"
#include "channel.h"
#include "clock.h"
#include "crash.h"
#include "errors.h"
#include "failure.h"
#include "instances.h"
#include "library.h"
#include "lifecycle.h"
#include "operations.h"
#include "threads.h"

// A call, or the wish to end one, on its way to the plugin's threads.
typedef struct {
    work work;
    instance *instance;  // pinned
    hi_id call;
    uint64_t deadline_nanos;
    hi_bytes message;
    max_align_t copy[];
} errand;

static void refuse(uint32_t number, hi_id call, hi_status status, const hi_error *error) {
    hw_frame frame = {.kind = HW_STARTED, .instance = number, .id = call, .status = status};
    channel_send(&frame, error_bytes(error), channel_nothing);
}

static void refuse_for(uint32_t number, hi_id call, hi_status status, const char *reason) {
    hi_error error = {.size = sizeof error};
    error_write(&error, status, "%s", reason);
    refuse(number, call, status, &error);
}

// Where tenants take turns, the host sends no more than there are threads for: it is told when one is free, also of a call that was completed
// before.
static void tell_return(const instance *instance, hi_id call) {
    if (!threads_tell_return()) return;
    hw_frame returned = {.kind = HW_STARTED, .instance = instance->number, .id = call, .status = HI_OK};
    channel_send(&returned, channel_nothing, channel_nothing);
}

static void start(instance *instance, hi_id call, hi_bytes message, uint64_t deadline_nanos) {
    hi_error error;
    error_clear(&error);
    crash_enter("start", call);
    hi_status status = library_functions.start(instance->made, call, message, deadline_nanos, &error);
    crash_leave();
    if (status == HI_OK) {
        tell_return(instance, call);
        return;
    }
    if (status < HI_OK || status > HI_INTERNAL) status = HI_INTERNAL;
    uint16_t kind;
    if (calls_claim(call, atomic_load(&instance->handle), &kind)) {
        hi_error told;
        error_read(&told, status, &error);
        refuse(instance->number, call, status, &told);
    } else {
        // Refused what it had completed.
        hw_frame misuse = {
            .kind = HW_MISUSE, .instance = instance->number, .id = HW_MISUSE_STALE_COMPLETION, .call = call, .status = HI_STALE};
        channel_send(&misuse, channel_nothing, channel_nothing);
        tell_return(instance, call);
    }
}

static void run_start(work *work) {
    errand *errand = (void *)work;
    uint16_t kind;
    if (monotonic_nanos() < errand->deadline_nanos) {
        start(errand->instance, errand->call, errand->message, errand->deadline_nanos);
    } else if (calls_claim(errand->call, atomic_load(&errand->instance->handle), &kind)) {
        refuse_for(errand->instance->number, errand->call, HI_DEADLINE, "the call waited for a thread until its deadline");
    }
    instances_leave(errand->instance);
    free(errand);
}

static void cancel(instance *instance, hi_id call) {
    crash_enter("cancel", call);
    library_functions.cancel(instance->made, call);
    crash_leave();
}

static void run_cancel(work *work) {
    errand *errand = (void *)work;
    cancel(errand->instance, errand->call);
    instances_leave(errand->instance);
    free(errand);
}

static bool send_errand(instance *instance, hi_id call, hi_bytes message, uint64_t deadline_nanos, void (*run)(work *)) {
    errand *made = malloc(sizeof *made + message.count);
    if (!made) return false;
    *made = (errand){.work = {0, run}, .instance = instance, .call = call, .deadline_nanos = deadline_nanos};
    if (message.count) memcpy(made->copy, message.data, message.count);
    made->message = (hi_bytes){(const uint8_t *)made->copy, message.count};
    instances_hold(instance);
    if (threads_call(&made->work)) return true;
    instances_leave(instance);
    free(made);
    return false;
}

static uint16_t answer_kind(hi_bytes message) {
    hi_message head = {0, 0, 0};
    if (message.count >= sizeof head) memcpy(&head, message.data, sizeof head);
    return head.kind == HI_KIND_HTTP_REQUEST ? HI_KIND_HTTP_ANSWER : head.kind == HI_KIND_JOB_RUN ? HI_KIND_JOB_ANSWER : 0;
}

static void take_start(const hw_frame *frame) {
    hi_bytes message = frame_first(frame);
    instance *instance = instances_enter(instance_handle(frame->instance));
    if (!instance) {
        refuse_for(frame->instance, frame->id, HI_NOT_FOUND, "the worker has no such instance");
        return;
    }
    uint64_t handle = atomic_load(&instance->handle);
    uint16_t kind;
    if (!calls_open(frame->id, handle, answer_kind(message))) {
        refuse_for(frame->instance, frame->id, HI_UNAVAILABLE, "the worker has no place for the call");
    } else if (threads_are_inline()) {
        start(instance, frame->id, message, frame->value);
    } else if (!send_errand(instance, frame->id, message, frame->value, run_start) && calls_claim(frame->id, handle, &kind)) {
        refuse_for(frame->instance, frame->id, HI_OVER_QUOTA, "too many calls wait for the plugin's threads");
    }
    instances_leave(instance);
}

static void take_cancel(const hw_frame *frame) {
    if (!library_functions.cancel) return;
    instance *instance = instances_enter(instance_handle(frame->instance));
    if (!instance) return;
    // An id that is not under way would be ignored.
    if (calls_is_open(frame->id, atomic_load(&instance->handle))) {
        if (threads_are_inline()) {
            cancel(instance, frame->id);
        } else {
            send_errand(instance, frame->id, channel_nothing, 0, run_cancel);
        }
    }
    instances_leave(instance);
}

static void take_limits(const hw_frame *frame) {
    instance *instance = instances_enter(instance_handle(frame->instance));
    if (!instance) return;
    instances_limit(instance, frame);
    instances_leave(instance);
}

static void take(const hw_frame *frame) {
    switch (frame->kind) {
    case HW_START: take_start(frame); break;
    case HW_RESULT: operations_end(frame->instance, frame->id, frame->status, frame_first(frame)); break;
    case HW_REPLIES: operations_deliver(frame->instance, frame->id, frame_first(frame)); break;
    case HW_CANCEL: take_cancel(frame); break;
    case HW_CREATE: lifecycle_create(frame); break;
    case HW_DESTROY: lifecycle_destroy(frame->instance); break;
    case HW_LIMITS: take_limits(frame); break;
    case HW_PING: {
        hw_frame pong = {.kind = HW_PONG, .id = frame->id};
        channel_send(&pong, channel_nothing, channel_nothing);
        break;
    }
    default: fail("a frame of the host has the unknown kind %u", frame->kind);
    }
}

void reader_run(void) {
    const hw_frame *frame;
    while ((frame = channel_receive())) {
        bool is_followed = channel_has_more();
        channel_gather(is_followed);
        take(frame);
        if (is_followed) channel_flush_if_old(); else channel_flush();
    }
    threads_finish();
    channel_flush();
}
