/// What the worker offers to an instance: the contract's tables. What can be answered here is; the rest goes to the host as frames.
#pragma once

#include <hashinsight/abi.h>

#include "instances.h"
#include "operations.h"

/// The table that `create` gets. Constant.
extern const hi_host_api services_api;

/// The tables of one service each. Constant.
extern const hi_db_1 services_database;
extern const hi_device_1 services_devices;
extern const hi_http_1 services_http;
extern const hi_events_1 services_events;
extern const hi_jobs_1 services_jobs;
extern const hi_log_1 services_log;
extern const hi_metrics_1 services_metrics;
extern const hi_clock_1 services_clock;
extern const hi_secrets_1 services_secrets;
extern const hi_mail_1 services_mail;
extern const hi_cache_1 services_cache;
extern const hi_notary_1 services_notary;

/// The living instance of a handle, pinned, if it was granted the service (0 = any). Else null, with `status` and, unless null, `error` filled.
instance *services_enter(hi_host *host, uint64_t service, hi_status *status, hi_error *error);

/// Where a request goes: the service that it needs, the frame that carries it, and which function of the service it is.
typedef struct {
    uint64_t service;
    uint16_t kind;
    int32_t function;
} services_route;

/// Sends a whole message to the host as an operation of the plugin's. Thread: any. Never blocks on the answer.
///
/// Failure: as `services_enter` and `operations_open`, HI_INVALID_ARGUMENT for a message that is none; `error` is filled.
hi_status services_ask(services_route route, hi_host *host, hi_id call, hi_bytes request, uint64_t deadline_nanos, operation_plugin plugin,
                       hi_id *operation, hi_error *error);

/// Defines a function of a service whose whole request goes to the host as one operation: `number` of the frame `frame_kind`, for who was granted
/// `service_bit`.
#define SERVICES_FORWARD(name, service_bit, frame_kind, number)                                                                              \
    static hi_status name(hi_host *host, hi_id call, hi_bytes request, uint64_t deadline_nanos, hi_on_result on_result, void *context,       \
                          hi_id *operation, hi_error *error) {                                                                              \
        services_route route = {.service = service_bit, .kind = frame_kind, .function = number};                                             \
        return services_ask(route, host, call, request, deadline_nanos, (operation_plugin){on_result, 0, context}, operation, error);        \
    }

/// Asks the host to end an operation of this instance; one that is not under way is left out.
void services_stop(hi_host *host, hi_id operation);
