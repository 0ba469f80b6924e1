// `hashinsight.cache/1`: requests go to the host, which keeps the values and knows whose they are.
#include "services.h"

static hi_status ask(int32_t function, hi_host *host, hi_id call, hi_bytes request, uint64_t deadline_nanos, hi_on_result on_result,
                     void *context, hi_id *operation, hi_error *error) {
    services_route route = {.service = HW_SERVICE_CACHE, .kind = HW_CACHE, .function = function};
    return services_ask(route, host, call, request, deadline_nanos, (operation_plugin){on_result, 0, context}, operation, error);
}

static hi_status get(hi_host *host, hi_id call, hi_bytes request, uint64_t deadline_nanos, hi_on_result on_result, void *context,
                     hi_id *operation, hi_error *error) {
    return ask(HW_CACHE_GET, host, call, request, deadline_nanos, on_result, context, operation, error);
}

static hi_status put(hi_host *host, hi_id call, hi_bytes request, uint64_t deadline_nanos, hi_on_result on_result, void *context,
                     hi_id *operation, hi_error *error) {
    return ask(HW_CACHE_PUT, host, call, request, deadline_nanos, on_result, context, operation, error);
}

static hi_status remove_value(hi_host *host, hi_id call, hi_bytes request, uint64_t deadline_nanos, hi_on_result on_result, void *context,
                              hi_id *operation, hi_error *error) {
    return ask(HW_CACHE_REMOVE, host, call, request, deadline_nanos, on_result, context, operation, error);
}

static hi_status release(hi_host *host, hi_id call, hi_bytes request, uint64_t deadline_nanos, hi_on_result on_result, void *context,
                         hi_id *operation, hi_error *error) {
    return ask(HW_CACHE_RELEASE, host, call, request, deadline_nanos, on_result, context, operation, error);
}

const hi_cache_1 services_cache = {.size = sizeof services_cache,
                                   .get = get,
                                   .put = put,
                                   .remove = remove_value,
                                   .release = release,
                                   .cancel = services_stop};
