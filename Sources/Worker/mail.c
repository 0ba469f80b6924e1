// `hashinsight.mail/1`: mails go to the host, which knows the mail server and who may be written to.
#include "services.h"

SERVICES_FORWARD(send_mail, HW_SERVICE_MAIL, HW_MAIL, 0)

const hi_mail_1 services_mail = {.size = sizeof services_mail, .send = send_mail, .cancel = services_stop};
