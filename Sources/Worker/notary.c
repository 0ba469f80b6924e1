// `hashinsight.notary/1`: leaves go to the host, which anchors them and knows whose they are.
#include "channel.h"
#include "errors.h"
#include "messages.h"
#include "operations.h"
#include "services.h"

static hi_status ask(int32_t function, hi_host *host, hi_id call, hi_bytes request, uint64_t deadline_nanos, hi_on_result on_result,
                     void *context, hi_id *operation, hi_error *error) {
    hi_status status;
    instance *instance = services_enter(host, HW_SERVICE_NOTARY, &status, error);
    if (!instance) return status;
    char reason[200];
    if (!message_is_whole(request, reason, sizeof reason)) {
        status = error_write(error, HI_INVALID_ARGUMENT, "%s", reason);
    } else {
        hi_id id;
        status = operations_open(instance, call, (operation_plugin){on_result, 0, context}, &id, error);
        if (status == HI_OK) {
            *operation = id;  // before the frame: the result may come before this returns
            hw_frame frame = {
                .kind = HW_NOTARY, .instance = instance->number, .status = function, .id = id, .call = call, .value = deadline_nanos};
            channel_send(&frame, request, channel_nothing);
        }
    }
    instances_leave(instance);
    return status;
}

static hi_status submit(hi_host *host, hi_id call, hi_bytes request, uint64_t deadline_nanos, hi_on_result on_result, void *context,
                        hi_id *operation, hi_error *error) {
    return ask(HW_NOTARY_SUBMIT, host, call, request, deadline_nanos, on_result, context, operation, error);
}

static hi_status receipt(hi_host *host, hi_id call, hi_bytes request, uint64_t deadline_nanos, hi_on_result on_result, void *context,
                         hi_id *operation, hi_error *error) {
    return ask(HW_NOTARY_RECEIPT, host, call, request, deadline_nanos, on_result, context, operation, error);
}

const hi_notary_1 services_notary = {.size = sizeof services_notary, .submit = submit, .receipt = receipt, .cancel = services_stop};
