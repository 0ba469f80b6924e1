// A well-behaved plugin, except where a route says otherwise.
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#define PLUGIN_DESTROY destroy_saying
#define PLUGIN_CANCEL cancel_held
#include "plugin.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static hi_id held;

// An operation on behalf of a call that is answered with what came.
typedef struct {
    hi_host *host;
    hi_id call;
    size_t replies, batches;
} errand;

static errand *send_out(hi_host *host, hi_id call) {
    errand *made = calloc(1, sizeof *made);
    made->host = host;
    made->call = call;
    return made;
}

static void on_result(void *context, hi_id operation, hi_status status, hi_bytes result, const hi_error *error) {
    errand *done = context;
    complete_text(done->host, done->call, "status %d, %zu bytes, %zu reply bytes in %zu batches, operation %s, error %.*s", status, result.count,
                  done->replies, done->batches, operation ? "named" : "0", error ? (int)error->message_count : 0, error ? error->message : "");
    free(done);
}

static void on_replies(void *context, hi_id operation, hi_bytes replies) {
    errand *under_way = context;
    const hi_device_1 *devices = the_api->service(under_way->host, HI_DEVICE_1);
    under_way->replies += replies.count;
    under_way->batches++;
    devices->acknowledge(under_way->host, operation, (uint32_t)replies.count);
}

static void *complete_later(void *argument) {
    errand *errand = argument;
    usleep(1000);
    complete_text(errand->host, errand->call, "later");
    free(errand);
    return 0;
}

static void later(hi_host *host, hi_id call) {
    pthread_t thread;
    pthread_create(&thread, 0, complete_later, send_out(host, call));
    pthread_detach(thread);
}

static void cancel_held(void *instance, hi_id call) {
    pthread_mutex_lock(&lock);
    bool is_held = held == call;
    held = is_held ? 0 : held;
    pthread_mutex_unlock(&lock);
    hi_error error = {.size = sizeof error};
    if (is_held) the_api->complete(instance, call, HI_CANCELLED, (hi_bytes){0, 0}, (say(&error, HI_CANCELLED, "as you wish"), &error));
}

static void destroy_saying(void *instance) {
    const hi_log_1 *log = the_api->service(instance, HI_LOG_1);
    if (log) log->write(instance, HI_LOG_INFO, span("destroyed"));
}

static hi_status operate(hi_host *host, hi_id call, const char *route, hi_bytes body, hi_error *error) {
    const hi_db_1 *db = the_api->service(host, HI_DB_1);
    const hi_device_1 *devices = the_api->service(host, HI_DEVICE_1);
    hi_id operation;
    errand *errand = send_out(host, call);
    if (strcmp(route, "database") == 0) {
        return db->start(host, call, body, 7, on_result, errand, &operation, error);
    } else if (strcmp(route, "cancelled-database") == 0) {
        hi_status status = db->start(host, call, body, 7, on_result, errand, &operation, error);
        db->cancel(host, operation);
        db->cancel(host, operation + 1);
        return status;
    } else if (strcmp(route, "orphan-database") == 0) {
        hi_status status = db->start(host, 4711, body, 7, on_result, errand, &operation, error);
        complete_text(host, call, "status %d: %.*s", status, (int)error->message_count, error->message);
        return HI_OK;
    } else if (strcmp(route, "ingest") == 0) {
        return db->ingest(host, call, span("samples"), body, 8, on_result, errand, &operation, error);
    }
    return devices->start(host, call, body, 9, on_replies, on_result, errand, &operation, error);
}

static hi_status tell(hi_host *host, hi_id call, const char *route, hi_bytes body, hi_error *error) {
    const hi_events_1 *events = the_api->service(host, HI_EVENTS_1);
    const hi_jobs_1 *jobs = the_api->service(host, HI_JOBS_1);
    const hi_log_1 *log = the_api->service(host, HI_LOG_1);
    const hi_metrics_1 *metrics = the_api->service(host, HI_METRICS_1);
    hi_status status = HI_OK;
    if (strcmp(route, "event") == 0) status = events->publish(host, span("news"), body, error);
    if (strcmp(route, "secret-event") == 0) status = events->publish(host, span("secrets"), body, error);
    if (strcmp(route, "log") == 0) log->write(host, HI_LOG_WARNING, body);
    if (strcmp(route, "count") == 0) status = metrics->add(host, body, 2.5);
    if (strcmp(route, "gauge") == 0) status = metrics->set(host, body, 0.5);
    if (strcmp(route, "progress") == 0) status = jobs->progress(host, call, 0.25, body);
    complete_text(host, call, "status %d", status);
    return HI_OK;
}

static hi_status answer_call(hi_host *host, hi_id call, const char *route, hi_bytes body, hi_error *error) {
    if (strcmp(route, "echo") == 0) {
        complete_text(host, call, "%.*s", (int)body.count, (const char *)body.data);
    } else if (strcmp(route, "length") == 0) {
        complete_text(host, call, "%zu", body.count);
    } else if (strcmp(route, "refuse") == 0) {
        return say(error, HI_OVER_QUOTA, "not today");
    } else if (strcmp(route, "fail") == 0) {
        hi_error failure = {.size = sizeof failure};
        the_api->complete(host, call, HI_CONFLICT, (hi_bytes){0, 0}, (say(&failure, HI_CONFLICT, "somebody was faster"), &failure));
    } else if (strcmp(route, "twice") == 0) {
        complete_text(host, call, "once");
        if (the_api->complete(host, call, HI_INTERNAL, (hi_bytes){0, 0}, 0) != HI_STALE) abort();
        if (the_api->complete(host, call + (1ull << 32), HI_INTERNAL, (hi_bytes){0, 0}, 0) != HI_STALE) abort();
        if (the_api->complete((hi_host *)12345, call, HI_INTERNAL, (hi_bytes){0, 0}, 0) != HI_STALE) abort();
    } else if (strcmp(route, "malformed") == 0) {
        if (the_api->complete(host, call, HI_OK, span("no message"), 0) != HI_INVALID_ARGUMENT) abort();
    } else if (strcmp(route, "raw") == 0) {
        const hi_log_1 *log = the_api->service(host, HI_LOG_1);
        log->write(host, the_api->complete(host, call, HI_OK, body, 0), span("judged"));
    } else if (strcmp(route, "large") == 0) {
        static struct {
            hi_message head;
            hi_field body;
            uint8_t data[1 << 20];
        } answer = {{sizeof answer, HI_KIND_HTTP_ANSWER, 1}, {HI_ANSWER_BODY, HI_FIELD_BYTES, 24, sizeof answer.data}, {0}};
        the_api->complete(host, call, HI_OK, (hi_bytes){(const uint8_t *)&answer, sizeof answer}, 0);
    } else if (strcmp(route, "later") == 0) {
        later(host, call);
    } else if (strcmp(route, "hold") == 0) {
        pthread_mutex_lock(&lock);
        held = call;
        pthread_mutex_unlock(&lock);
    } else if (strcmp(route, "held") == 0) {
        pthread_mutex_lock(&lock);
        complete_text(host, call, "%s", held ? "yes" : "no");
        pthread_mutex_unlock(&lock);
    } else if (strcmp(route, "loop") == 0) {
        for (;;) __asm__ volatile("");
    } else if (strcmp(route, "stop") == 0) {
        kill(getpid(), SIGSTOP);
    } else if (strcmp(route, "services") == 0) {
        static const char *const all[] = {HI_DB_1, HI_DEVICE_1, HI_EVENTS_1, HI_JOBS_1, HI_LOG_1, HI_METRICS_1, HI_CLOCK_1, "another/1"};
        char found[16] = {0};
        for (size_t index = 0; index < 8; index++) found[index] = the_api->service(host, all[index]) ? 'y' : 'n';
        complete_text(host, call, "%s", found);
    } else if (strcmp(route, "statement") == 0) {
        const hi_db_1 *db = the_api->service(host, HI_DB_1);
        uint32_t number = 99;
        hi_error found = {.size = sizeof found};
        hi_status status = db->statement(host, body, &number, &found);
        complete_text(host, call, "status %d, number %u, %.*s", status, number, (int)found.message_count, found.message);
    } else if (strstr(route, "database") || strcmp(route, "ingest") == 0 || strcmp(route, "devices") == 0) {
        return operate(host, call, route, body, error);
    } else {
        return tell(host, call, route, body, error);
    }
    return HI_OK;
}
