// `hashinsight.mail/1`: mails go to the host, which knows the mail server and who may be written to.
#include "services.h"

static hi_status send_mail(hi_host *host, hi_id call, hi_bytes message, uint64_t deadline_nanos, hi_on_result on_result, void *context,
                           hi_id *operation, hi_error *error) {
    services_route route = {.service = HW_SERVICE_MAIL, .kind = HW_MAIL};
    return services_ask(route, host, call, message, deadline_nanos, (operation_plugin){on_result, 0, context}, operation, error);
}

const hi_mail_1 services_mail = {.size = sizeof services_mail, .send = send_mail, .cancel = services_stop};
