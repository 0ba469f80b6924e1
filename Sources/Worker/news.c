// The services that a plugin tells things by and waits for nothing: events, jobs, log, metrics; and the clock.
#include <math.h>
#include <string.h>

#include "calls.h"
#include "channel.h"
#include "clock.h"
#include "errors.h"
#include "messages.h"
#include "services.h"

enum { payload_bytes = 4096, events_a_second = 200, log_bytes = 8192, note_bytes = 512 };

static const uint64_t second_nanos = 1000000000u, minute_nanos = 60000000000u;

static uint64_t bits(double value) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static bool has_topic(const instance *instance, hi_bytes topic) {
    for (uint32_t index = 0; index < instance->topic_count; index++) {
        const char *name = instance->topics[index];
        if (strlen(name) == topic.count && memcmp(name, topic.data, topic.count) == 0) return true;
    }
    return false;
}

// One more in the second or minute of this number: which one it is, or 0 if there are as many as may be.
static uint64_t take_event(_Atomic uint64_t *window, uint64_t number, uint64_t limit) {
    uint64_t found = atomic_load(window);
    for (;;) {
        uint64_t taken = found >> 32 == (number & UINT32_MAX) ? found & UINT32_MAX : 0;
        if (taken >= limit || taken == UINT32_MAX) return 0;
        if (atomic_compare_exchange_weak(window, &found, number << 32 | (taken + 1))) return taken + 1;
    }
}

// What is over the minute's quota goes to the host too, which counts it as refused.
static hi_status send_event(instance *instance, uint64_t now, hi_bytes topic, hi_bytes payload, hi_error *error) {
    uint64_t limit = atomic_load(&instance->event_limit);
    bool is_within = take_event(&instance->events_minute, now / minute_nanos, limit) > 0;
    hw_frame frame = {.kind = HW_EVENT, .instance = instance->number};
    channel_send(&frame, topic, payload);
    if (is_within) return HI_OK;
    return error_write(error, HI_OVER_QUOTA, "the quota events_per_minute allows %llu events a minute", (unsigned long long)limit);
}

static hi_status publish(hi_host *host, hi_bytes topic, hi_bytes payload, hi_error *error) {
    hi_status status;
    instance *instance = services_enter(host, HW_SERVICE_EVENTS, &status, error);
    if (!instance) return status;
    uint64_t now = monotonic_nanos();
    if (!span_is_name(topic) || !span_is_whole(payload, MESSAGE_MAXIMUM_BYTES)) {
        status = error_write(error, HI_INVALID_ARGUMENT, "topic or payload is missing");
    } else if (!has_topic(instance, topic)) {
        const char *text = topic.count ? (const char *)topic.data : "";
        status = error_write(error, HI_DENIED, "the topic \"%.*s\" was not granted: the manifest must list it and the operator consent",
                             (int)topic.count, text);
    } else if (payload.count > payload_bytes || !bytes_are_utf8(payload) || !bytes_are_json_object(payload)) {
        status = error_write(error, HI_INVALID_ARGUMENT, "the payload is not a JSON object of at most %d bytes", payload_bytes);
    } else {
        // The first one too many of a second goes to the host too, which counts it as refused.
        uint64_t number = take_event(&instance->events_second, now / second_nanos, events_a_second + 1);
        if (number > 0 && number <= events_a_second) {
            status = send_event(instance, now, topic, payload, error);
        } else {
            hw_frame frame = {.kind = HW_EVENT, .instance = instance->number};
            if (number) channel_send(&frame, topic, payload);
            status = error_write(error, HI_OVER_QUOTA, "the quota events_per_second allows %d events a second", events_a_second);
        }
    }
    instances_leave(instance);
    return status;
}

static hi_status progress(hi_host *host, hi_id call, double fraction, hi_bytes note) {
    hi_status status;
    instance *instance = services_enter(host, HW_SERVICE_JOBS, &status, 0);
    if (!instance) return HI_STALE;
    bool is_due = false;
    if (!span_is_whole(note, MESSAGE_MAXIMUM_BYTES) || !isfinite(fraction)) {
        status = HI_INVALID_ARGUMENT;
    } else {
        status = calls_progress(call, atomic_load(&instance->handle), monotonic_nanos(), &is_due);
    }
    if (is_due) {
        if (note.count > note_bytes) note.count = note_bytes;
        hw_frame frame = {.kind = HW_PROGRESS, .instance = instance->number, .call = call, .value = bits(fraction)};
        channel_send(&frame, note, channel_nothing);
    }
    instances_leave(instance);
    return status;
}

static void write_line(hi_host *host, int32_t level, hi_bytes line) {
    hi_status status;
    instance *instance = services_enter(host, HW_SERVICE_LOG, &status, 0);
    if (!instance) return;
    if (span_is_whole(line, SIZE_MAX)) {
        if (line.count > log_bytes) line.count = log_bytes;
        hw_frame frame = {.kind = HW_LOG, .instance = instance->number, .status = level};
        channel_send(&frame, line, channel_nothing);
    }
    instances_leave(instance);
}

static bool is_metric_name(hi_bytes name) {
    if (!span_is_whole(name, metric_name_bytes) || name.count == 0 || name.data[0] < 'a' || name.data[0] > 'z') return false;
    for (size_t index = 0; index < name.count; index++) {
        uint8_t byte = name.data[index];
        if (!(byte >= 'a' && byte <= 'z') && !(byte >= '0' && byte <= '9') && byte != '_') return false;
    }
    return true;
}

static hi_status change(hi_host *host, hi_bytes name, double value, bool is_counter) {
    static const char suffix[] = "_total";
    hi_status status;
    instance *instance = services_enter(host, HW_SERVICE_METRICS, &status, 0);
    if (!instance) return HI_STALE;
    bool is_total = name.data && name.count >= 6 && name.count <= metric_name_bytes && memcmp(name.data + name.count - 6, suffix, 6) == 0;
    if (!isfinite(value) || (is_counter && value < 0) || !is_metric_name(name) || is_total != is_counter) {
        status = HI_INVALID_ARGUMENT;
    } else {
        // A name beyond the limit goes to the host too, which counts it as refused.
        status = metric_names_take(&instance->metrics, name, atomic_load(&instance->metric_limit)) ? HI_OK : HI_OVER_QUOTA;
        hw_frame frame = {.kind = HW_METRIC, .instance = instance->number, .id = is_counter ? 0 : 1, .value = bits(value)};
        channel_send(&frame, name, channel_nothing);
    }
    instances_leave(instance);
    return status;
}

static hi_status add(hi_host *host, hi_bytes name, double amount) { return change(host, name, amount, true); }

static hi_status set(hi_host *host, hi_bytes name, double value) { return change(host, name, value, false); }

static int64_t clock_unix_micros(hi_host *host) {
    (void)host;
    return unix_micros();
}

static uint64_t clock_monotonic_nanos(hi_host *host) {
    (void)host;
    return monotonic_nanos();
}

const hi_events_1 services_events = {.size = sizeof services_events, .publish = publish};
const hi_jobs_1 services_jobs = {.size = sizeof services_jobs, .progress = progress};
const hi_log_1 services_log = {.size = sizeof services_log, .write = write_line};
const hi_metrics_1 services_metrics = {.size = sizeof services_metrics, .add = add, .set = set};
const hi_clock_1 services_clock = {
    .size = sizeof services_clock, .unix_micros = clock_unix_micros, .monotonic_nanos = clock_monotonic_nanos};
