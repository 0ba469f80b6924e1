// `hashinsight.notary/1`: leaves and pins go to the host, which anchors and pins them and knows whose they are.
#include "services.h"

static hi_status ask(int32_t function, hi_host *host, hi_id call, hi_bytes request, uint64_t deadline_nanos, hi_on_result on_result,
                     void *context, hi_id *operation, hi_error *error) {
    services_route route = {.service = HW_SERVICE_NOTARY, .kind = HW_NOTARY, .function = function};
    return services_ask(route, host, call, request, deadline_nanos, (operation_plugin){on_result, 0, context}, operation, error);
}

static hi_status submit(hi_host *host, hi_id call, hi_bytes request, uint64_t deadline_nanos, hi_on_result on_result, void *context,
                        hi_id *operation, hi_error *error) {
    return ask(HW_NOTARY_SUBMIT, host, call, request, deadline_nanos, on_result, context, operation, error);
}

static hi_status receipt(hi_host *host, hi_id call, hi_bytes request, uint64_t deadline_nanos, hi_on_result on_result, void *context,
                         hi_id *operation, hi_error *error) {
    return ask(HW_NOTARY_RECEIPT, host, call, request, deadline_nanos, on_result, context, operation, error);
}

static hi_status pin(hi_host *host, hi_id call, hi_bytes request, uint64_t deadline_nanos, hi_on_result on_result, void *context,
                        hi_id *operation, hi_error *error) {
    return ask(HW_NOTARY_PIN, host, call, request, deadline_nanos, on_result, context, operation, error);
}

static hi_status pinned(hi_host *host, hi_id call, hi_bytes request, uint64_t deadline_nanos, hi_on_result on_result, void *context,
                        hi_id *operation, hi_error *error) {
    return ask(HW_NOTARY_PINNED, host, call, request, deadline_nanos, on_result, context, operation, error);
}

static hi_status unpin(hi_host *host, hi_id call, hi_bytes request, uint64_t deadline_nanos, hi_on_result on_result, void *context,
                        hi_id *operation, hi_error *error) {
    return ask(HW_NOTARY_UNPIN, host, call, request, deadline_nanos, on_result, context, operation, error);
}

const hi_notary_1 services_notary = {.size = sizeof services_notary,
                                     .submit = submit,
                                     .receipt = receipt,
                                     .cancel = services_stop,
                                     .pin = pin,
                                     .pinned = pinned,
                                     .unpin = unpin};
