// `hashinsight.device/1`: rounds go to the host, which knows the granted networks.
#include "channel.h"
#include "operations.h"
#include "services.h"

static hi_status start(hi_host *host, hi_id call, hi_bytes round, uint64_t deadline_nanos, hi_on_replies on_replies, hi_on_result on_result,
                       void *context, hi_id *operation, hi_error *error) {
    services_route route = {.service = HW_SERVICE_DEVICES, .kind = HW_DEVICES};
    return services_ask(route, host, call, round, deadline_nanos, (operation_plugin){on_result, on_replies, context}, operation, error);
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
