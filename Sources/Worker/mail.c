// `hashinsight.mail/1`: mails go to the host, which knows the mail server and who may be written to.
#include "channel.h"
#include "errors.h"
#include "messages.h"
#include "operations.h"
#include "services.h"

static hi_status send_mail(hi_host *host, hi_id call, hi_bytes message, uint64_t deadline_nanos, hi_on_result on_result, void *context,
                           hi_id *operation, hi_error *error) {
    hi_status status;
    instance *instance = services_enter(host, HW_SERVICE_MAIL, &status, error);
    if (!instance) return status;
    char reason[200];
    if (!message_is_whole(message, reason, sizeof reason)) {
        status = error_write(error, HI_INVALID_ARGUMENT, "%s", reason);
    } else {
        hi_id id;
        status = operations_open(instance, call, (operation_plugin){on_result, 0, context}, &id, error);
        if (status == HI_OK) {
            *operation = id;  // before the frame: the result may come before this returns
            hw_frame frame = {.kind = HW_MAIL, .instance = instance->number, .id = id, .call = call, .value = deadline_nanos};
            channel_send(&frame, message, channel_nothing);
        }
    }
    instances_leave(instance);
    return status;
}

const hi_mail_1 services_mail = {.size = sizeof services_mail, .send = send_mail, .cancel = services_stop};
