// `hashinsight.secrets/1`: names go to the host, which knows what was granted and keeps the values.
#include "channel.h"
#include "errors.h"
#include "messages.h"
#include "operations.h"
#include "services.h"

static hi_status read_secret(hi_host *host, hi_id call, hi_bytes name, uint64_t deadline_nanos, hi_on_result on_result, void *context,
                             hi_id *operation, hi_error *error) {
    hi_status status;
    instance *instance = services_enter(host, HW_SERVICE_SECRETS, &status, error);
    if (!instance) return status;
    if (!span_is_name(name)) {
        status = error_write(error, HI_INVALID_ARGUMENT, "a secret's name is UTF-8 of at most 256 bytes");
    } else {
        hi_id id;
        status = operations_open(instance, call, (operation_plugin){on_result, 0, context}, &id, error);
        if (status == HI_OK) {
            *operation = id;  // before the frame: the result may come before this returns
            hw_frame frame = {.kind = HW_SECRET, .instance = instance->number, .id = id, .call = call, .value = deadline_nanos};
            channel_send(&frame, name, channel_nothing);
        }
    }
    instances_leave(instance);
    return status;
}

const hi_secrets_1 services_secrets = {.size = sizeof services_secrets, .read = read_secret, .cancel = services_stop};
