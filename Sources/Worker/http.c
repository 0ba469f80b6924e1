// `hashinsight.http/1`: requests go to the host, which knows the granted hosts; a worker has no network.
#include "channel.h"
#include "errors.h"
#include "messages.h"
#include "operations.h"
#include "services.h"

static hi_status start(hi_host *host, hi_id call, hi_bytes request, uint64_t deadline_nanos, hi_on_result on_result, void *context,
                       hi_id *operation, hi_error *error) {
    hi_status status;
    instance *instance = services_enter(host, HW_SERVICE_HTTP, &status, error);
    if (!instance) return status;
    char reason[200];
    if (!message_is_whole(request, reason, sizeof reason)) {
        status = error_write(error, HI_INVALID_ARGUMENT, "%s", reason);
    } else {
        hi_id id;
        status = operations_open(instance, call, (operation_plugin){on_result, 0, context}, &id, error);
        if (status == HI_OK) {
            *operation = id;  // before the frame: the result may come before this returns
            hw_frame frame = {.kind = HW_HTTP, .instance = instance->number, .id = id, .call = call, .value = deadline_nanos};
            channel_send(&frame, request, channel_nothing);
        }
    }
    instances_leave(instance);
    return status;
}

const hi_http_1 services_http = {.size = sizeof services_http, .start = start, .cancel = services_stop};
