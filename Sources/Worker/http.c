// `hashinsight.http/1`: requests go to the host, which knows the granted hosts; a worker has no network.
#include "services.h"

SERVICES_FORWARD(start, HW_SERVICE_HTTP, HW_HTTP, 0)

const hi_http_1 services_http = {.size = sizeof services_http, .start = start, .cancel = services_stop};
