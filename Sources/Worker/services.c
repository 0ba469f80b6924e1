// `service` and `complete`, and what the tables share. Every function begins by looking its handle up; one that is dead finds nothing.
#include "services.h"

#include <string.h>

#include "calls.h"
#include "channel.h"
#include "errors.h"
#include "messages.h"
#include "operations.h"

instance *services_enter(hi_host *host, uint64_t service, hi_status *status, hi_error *error) {
    instance *found = instances_enter((uint64_t)(uintptr_t)host);
    if (found && (service == 0 || found->services & service)) return found;
    *status = found ? HI_DENIED : HI_STALE;
    if (error) error_write(error, *status, found ? "the service was not granted" : "the instance of this handle has ended");
    if (found) instances_leave(found);
    return 0;
}

hi_status services_ask(services_route route, hi_host *host, hi_id call, hi_bytes request, uint64_t deadline_nanos, operation_plugin plugin,
                       hi_id *operation, hi_error *error) {
    hi_status status;
    instance *instance = services_enter(host, route.service, &status, error);
    if (!instance) return status;
    char reason[200];
    if (!message_is_whole(request, reason, sizeof reason)) {
        status = error_write(error, HI_INVALID_ARGUMENT, "%s", reason);
    } else {
        hi_id id;
        status = operations_open(instance, call, plugin, &id, error);
        if (status == HI_OK) {
            *operation = id;  // before the frame: the result may come before this returns
            hw_frame frame = {.kind = route.kind,
                              .instance = instance->number,
                              .status = route.function,
                              .id = id,
                              .call = call,
                              .value = deadline_nanos};
            channel_send(&frame, request, channel_nothing);
        }
    }
    instances_leave(instance);
    return status;
}

void services_stop(hi_host *host, hi_id operation) {
    hi_status status;
    instance *instance = services_enter(host, 0, &status, 0);
    if (!instance) return;
    if (operations_is_open(instance, operation)) {
        hw_frame frame = {.kind = HW_STOP, .instance = instance->number, .id = operation};
        channel_send(&frame, channel_nothing, channel_nothing);
    }
    instances_leave(instance);
}

static const void *service(hi_host *host, const char *id) {
    static const struct {
        const char *id;
        uint64_t bit;
        const void *table;
    } tables[] = {
        {HI_DB_1, HW_SERVICE_DATABASE, &services_database},   {HI_DEVICE_1, HW_SERVICE_DEVICES, &services_devices},
        {HI_EVENTS_1, HW_SERVICE_EVENTS, &services_events},   {HI_JOBS_1, HW_SERVICE_JOBS, &services_jobs},
        {HI_LOG_1, HW_SERVICE_LOG, &services_log},            {HI_METRICS_1, HW_SERVICE_METRICS, &services_metrics},
        {HI_CLOCK_1, HW_SERVICE_CLOCK, &services_clock},      {HI_SECRETS_1, HW_SERVICE_SECRETS, &services_secrets},
        {HI_HTTP_1, HW_SERVICE_HTTP, &services_http},         {HI_MAIL_1, HW_SERVICE_MAIL, &services_mail},
        {HI_CACHE_1, HW_SERVICE_CACHE, &services_cache},      {HI_NOTARY_1, HW_SERVICE_NOTARY, &services_notary},
    };
    hi_status status;
    instance *instance = services_enter(host, 0, &status, 0);
    if (!instance) return 0;
    const void *found = 0;
    for (size_t index = 0; index < sizeof tables / sizeof *tables; index++) {
        if (strcmp(tables[index].id, id) == 0 && instance->services & tables[index].bit) found = tables[index].table;
    }
    instances_leave(instance);
    return found;
}

static hi_status complete(hi_host *host, hi_id call, hi_status status, hi_bytes answer, const hi_error *error) {
    uint64_t handle = (uint64_t)(uintptr_t)host;
    hw_frame frame = {.kind = HW_COMPLETE, .instance = instance_number(handle), .id = call, .status = status};
    uint16_t kind = 0;
    if (!calls_claim(call, handle, &kind)) {
        hw_frame misuse = {
            .kind = HW_MISUSE, .instance = instance_number(handle), .id = HW_MISUSE_STALE_COMPLETION, .call = call, .status = HI_STALE};
        channel_send(&misuse, channel_nothing, channel_nothing);
        return HI_STALE;
    }
    if (status != HI_OK) {
        if (status < HI_OK || status > HI_INTERNAL) frame.status = HI_INTERNAL;
        hi_error told;
        error_read(&told, frame.status, error);
        channel_send(&frame, error_bytes(&told), channel_nothing);
        return HI_OK;
    }
    // The host checks again and counts; here the plugin learns of it.
    char reason[160];
    bool is_whole = message_is_whole(answer, reason, sizeof reason);
    bool is_sendable = answer.data && answer.count <= MESSAGE_MAXIMUM_BYTES;
    channel_send(&frame, is_sendable ? answer : channel_nothing, channel_nothing);
    return is_whole && (kind == 0 || message_kind(answer) == kind) ? HI_OK : HI_INVALID_ARGUMENT;
}

const hi_host_api services_api = {.size = sizeof services_api, .service = service, .complete = complete};
