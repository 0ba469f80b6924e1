// `hashinsight.http/1`: requests go to the host, which knows the granted hosts; a worker has no network.
#include "services.h"

static hi_status start(hi_host *host, hi_id call, hi_bytes request, uint64_t deadline_nanos, hi_on_result on_result, void *context,
                       hi_id *operation, hi_error *error) {
    services_route route = {.service = HW_SERVICE_HTTP, .kind = HW_HTTP};
    return services_ask(route, host, call, request, deadline_nanos, (operation_plugin){on_result, 0, context}, operation, error);
}

const hi_http_1 services_http = {.size = sizeof services_http, .start = start, .cancel = services_stop};
