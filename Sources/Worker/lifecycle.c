// `create` and `destroy`. Both may wait for the host, which the reading thread goes on to hear meanwhile.
#include "lifecycle.h"

#include <stdlib.h>
#include <string.h>

#include "channel.h"
#include "crash.h"
#include "errors.h"
#include "failure.h"
#include "instances.h"
#include "library.h"
#include "operations.h"
#include "services.h"
#include "threads.h"

typedef struct {
    work work;
    uint32_t number;
    instance *instance;  // to be created: pinned
    hi_bytes settings;
    max_align_t copy[];
} errand;

static void answer_created(uint32_t number, hi_status status, const hi_error *error) {
    hw_frame frame = {.kind = HW_CREATED, .instance = number, .status = status};
    channel_send(&frame, error ? error_bytes(error) : channel_nothing, channel_nothing);
}

static void answer_destroyed(uint32_t number) {
    hw_frame frame = {.kind = HW_DESTROYED, .instance = number};
    channel_send(&frame, channel_nothing, channel_nothing);
}

static void run_create(work *work) {
    errand *errand = (void *)work;
    instance *instance = errand->instance;
    uint32_t number = instance->number;
    hi_host *host = (hi_host *)(uintptr_t)atomic_load(&instance->handle);
    hi_error error;
    error_clear(&error);
    void *made = 0;
    crash_enter("create", 0);
    hi_status status = library_functions.create(library_interface, host, &services_api, errand->settings, &made, &error);
    crash_leave();
    free(errand);
    if (status == HI_OK) {
        instance->made = made;
        instances_leave(instance);
        answer_created(number, HI_OK, 0);
        return;
    }
    if (status < HI_OK || status > HI_INTERNAL) status = HI_INTERNAL;
    hi_error told;
    error_read(&told, status, &error);
    operations_drain(instance);
    instances_end(instance);
    answer_created(number, status, &told);
}

static void run_destroy(work *work) {
    errand *errand = (void *)work;
    uint32_t number = errand->number;
    free(errand);
    // Looked up only now: it may never have come to be, or have been ended before.
    instance *instance = instances_enter(instance_handle(number));
    if (!instance) {
        answer_destroyed(number);
        return;
    }
    operations_drain(instance);
    instances_settle(instance);
    crash_enter("destroy", 0);
    library_functions.destroy(instance->made);
    crash_leave();
    instances_end(instance);
    answer_destroyed(number);
}

static errand *make_errand(uint32_t number, instance *instance, hi_bytes settings, void (*run)(work *)) {
    errand *made = malloc(sizeof *made + settings.count + 1);
    if (!made) fail("out of memory for settings of %zu bytes", settings.count);
    *made = (errand){.work = {0, run}, .number = number, .instance = instance};
    if (settings.count) memcpy(made->copy, settings.data, settings.count);
    made->settings = (hi_bytes){(const uint8_t *)made->copy, settings.count};
    return made;
}

void lifecycle_create(const hw_frame *frame) {
    uint32_t number = frame->instance;
    instance *instance = instances_make(frame);
    if (!instance) {
        hi_error error = {.size = sizeof error};
        error_write(&error, HI_UNAVAILABLE, "the worker has no place for the instance %u", number);
        answer_created(number, HI_UNAVAILABLE, &error);
        return;
    }
    threads_lifecycle(&make_errand(number, instance, frame_first(frame), run_create)->work);
}

void lifecycle_destroy(uint32_t number) { threads_lifecycle(&make_errand(number, 0, channel_nothing, run_destroy)->work); }
