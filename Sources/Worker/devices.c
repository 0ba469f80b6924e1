// `hashinsight.device/1`: rounds go to the host, which knows the granted networks.
#include "channel.h"
#include "errors.h"
#include "messages.h"
#include "operations.h"
#include "services.h"

static hi_status start(hi_host *host, hi_id call, hi_bytes round, uint64_t deadline_nanos, hi_on_replies on_replies, hi_on_result on_result,
                       void *context, hi_id *operation, hi_error *error) {
    hi_status status;
    instance *instance = services_enter(host, HW_SERVICE_DEVICES, &status, error);
    if (!instance) return status;
    char reason[200];
    if (!message_is_whole(round, reason, sizeof reason)) {
        status = error_write(error, HI_INVALID_ARGUMENT, "%s", reason);
    } else {
        hi_id id;
        status = operations_open(instance, call, (operation_plugin){on_result, on_replies, context}, &id, error);
        if (status == HI_OK) {
            *operation = id;  // before the frame: the result may come before this returns
            hw_frame frame = {.kind = HW_DEVICES, .instance = instance->number, .id = id, .call = call, .value = deadline_nanos};
            channel_send(&frame, round, channel_nothing);
        }
    }
    instances_leave(instance);
    return status;
}

static void acknowledge(hi_host *host, hi_id operation, uint32_t count) {
    hi_status status;
    instance *instance = services_enter(host, HW_SERVICE_DEVICES, &status, 0);
    if (!instance) return;
    if (operations_is_open(instance, operation)) {
        hw_frame frame = {.kind = HW_ACKNOWLEDGE, .instance = instance->number, .id = operation, .value = count};
        channel_send(&frame, channel_nothing, channel_nothing);
    }
    instances_leave(instance);
}

const hi_device_1 services_devices = {
    .size = sizeof services_devices, .start = start, .acknowledge = acknowledge, .cancel = services_stop};
