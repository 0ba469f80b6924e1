// One route for each service of this set. It is asked with a JSON text and answers what the host gave.
//
// An instance has no threads and nothing in it changes after `create`, so no lock is needed. What waits for the host is a `work`
// on the heap that the last result frees.
#include "message.h"

#include <hashinsight/cache.h>
#include <hashinsight/http.h>
#include <hashinsight/mail.h>
#include <hashinsight/notary.h>
#include <hashinsight/secrets.h>
#include <stdlib.h>
#include <string.h>

typedef struct instance {
    hi_host *host;
    hi_host_api api;
    hi_cache_1 cache;
    hi_http_1 http;
    hi_mail_1 mail;
    hi_notary_1 notary;
    hi_secrets_1 secrets;
} instance;

typedef enum { CACHE_PUT, CACHE_GET, HTTP, MAIL, NOTARY, SECRET } what;

typedef struct work {
    instance *instance;
    hi_id call;
    uint64_t deadline_nanos;
    what what;
} work;

static hi_bytes text(const char *text) { return (hi_bytes){(const uint8_t *)text, strlen(text)}; }

static hi_bytes contents(const buffer *buffer) { return (hi_bytes){buffer->data, buffer->count}; }

/// Says why. The caller says how much room its error has: an older host's may end sooner than this one.
static hi_status fail(hi_error *error, hi_status status, const char *message) {
    hi_error full = {.size = error->size, .status = status, .message_count = (uint32_t)strlen(message)};
    memcpy(full.message, message, full.message_count);
    memcpy(error, &full, full.size < sizeof full ? full.size : sizeof full);
    return status;
}

static void complete_with_error(const work *work, hi_status status, const char *message) {
    hi_error error = {.size = sizeof error};
    fail(&error, status, message);
    work->instance->api.complete(work->instance->host, work->call, status, (hi_bytes){0}, &error);
}

// MARK: Answers

/// Appends a field of a valid message: an integer as a number, anything else as it is. False if it has none.
static bool append(buffer *out, hi_bytes message, int id, int type) {
    hi_field field;
    if (!message_find(message, id, type, &field)) return false;
    if (out->count > 0) buffer_text(out, " ");
    if (type == HI_FIELD_INTEGER)
        buffer_integer(out, (int64_t)field.value);
    else {
        hi_bytes data = message_data(message, &field);
        buffer_append(out, data.data, data.count);
    }
    return true;
}

static bool write_result(what what, buffer *out, hi_bytes result) {
    switch (what) {
        case CACHE_PUT: return false;
        case NOTARY: buffer_text(out, "submitted"); return true;
        case CACHE_GET:
            return append(out, result, HI_CACHE_ANSWER_STATE, HI_FIELD_INTEGER) && append(out, result, HI_CACHE_ANSWER_VALUE, HI_FIELD_BYTES);
        case HTTP:
            return append(out, result, HI_HTTP_ANSWER_STATUS, HI_FIELD_INTEGER) && append(out, result, HI_HTTP_ANSWER_BODY, HI_FIELD_BYTES);
        case MAIL:
            return append(out, result, HI_MAIL_ANSWER_ACCEPTED, HI_FIELD_TEXT) && append(out, result, HI_MAIL_ANSWER_MESSAGE_ID, HI_FIELD_TEXT);
        case SECRET: {
            hi_field value;
            if (!message_find(result, HI_SECRET_VALUE, HI_FIELD_BYTES, &value)) return false;
            // Only how long it is: a secret is in no answer.
            buffer_integer(out, (int64_t)message_data(result, &value).count);
            return append(out, result, HI_SECRET_SCOPE, HI_FIELD_INTEGER);
        }
    }
    return false;
}

static void answer(const work *work, const buffer *body) {
    buffer message = {0};
    field_value field = {.id = HI_ANSWER_BODY, .type = HI_FIELD_BYTES, .data = contents(body)};
    message_write(&message, HI_KIND_HTTP_ANSWER, &field, 1);
    if (message.failed)
        complete_with_error(work, HI_INTERNAL, "Out of memory.");
    else
        work->instance->api.complete(work->instance->host, work->call, HI_OK, contents(&message), NULL);
    buffer_free(&message);
}

/// What is only for the log is told here: the word at its beginning is for plugins.
static void answer_unavailable(const work *work, const hi_error *error) {
    buffer body = {0};
    buffer_text(&body, "unavailable ");
    buffer_append(&body, error->details, error->details_count);
    answer(work, &body);
    buffer_free(&body);
}

static hi_status ask(work *work, hi_bytes request, hi_error *error);

/// Called by the host, once for each operation that was started. Must not block.
static void on_result(void *context, hi_id operation, hi_status status, hi_bytes result, const hi_error *error) {
    (void)operation;
    work *work = context;
    if (status == HI_UNAVAILABLE && work->what == NOTARY) {
        answer_unavailable(work, error);
        free(work);
        return;
    }
    if (status != HI_OK) {
        work->instance->api.complete(work->instance->host, work->call, status, (hi_bytes){0}, error);
        free(work);
        return;
    }
    if (work->what == CACHE_PUT) {
        // What was put is looked up.
        hi_error refusal = {.size = sizeof refusal};
        work->what = CACHE_GET;
        status = ask(work, (hi_bytes){0}, &refusal);
        if (status == HI_OK) return;
        work->instance->api.complete(work->instance->host, work->call, status, (hi_bytes){0}, &refusal);
        free(work);
        return;
    }
    buffer body = {0};
    if (message_is_valid(result) && write_result(work->what, &body, result) && !body.failed)
        answer(work, &body);
    else
        complete_with_error(work, HI_INTERNAL, "The result is not what this plugin was built for.");
    buffer_free(&body);
    free(work);
}

// MARK: Operations

/// After HI_OK the work belongs to the result, which may already have come.
static hi_status ask(work *work, hi_bytes asked, hi_error *error) {
    instance *self = work->instance;
    buffer request = {0};
    hi_status status = HI_DENIED;
    hi_id operation;
    switch (work->what) {
        case CACHE_PUT: {
            field_value fields[] = {
                {.id = HI_CACHE_KEY, .type = HI_FIELD_TEXT, .data = text("kept/1")},
                {.id = HI_CACHE_VALUE, .type = HI_FIELD_BYTES, .data = asked},
                {.id = HI_CACHE_FRESH_MS, .type = HI_FIELD_INTEGER, .number = 60000},
            };
            message_write(&request, 0, fields, 3);
            if (self->cache.put != NULL)
                status = self->cache.put(
                    self->host, work->call, contents(&request), work->deadline_nanos, on_result, work, &operation, error);
            break;
        }
        case CACHE_GET: {
            field_value key = {.id = HI_CACHE_KEY, .type = HI_FIELD_TEXT, .data = text("kept/1")};
            message_write(&request, 0, &key, 1);
            if (self->cache.get != NULL)
                status = self->cache.get(
                    self->host, work->call, contents(&request), work->deadline_nanos, on_result, work, &operation, error);
            break;
        }
        case HTTP: {
            field_value fields[] = {
                {.id = HI_HTTP_METHOD, .type = HI_FIELD_TEXT, .data = text("GET")},
                {.id = HI_HTTP_URL, .type = HI_FIELD_TEXT, .data = asked},
                {.id = HI_HTTP_HEADER, .type = HI_FIELD_TEXT, .data = text("accept")},
                {.id = HI_HTTP_HEADER, .type = HI_FIELD_TEXT, .data = text("text/plain")},
            };
            message_write(&request, 0, fields, 4);
            if (self->http.start != NULL)
                status = self->http.start(
                    self->host, work->call, contents(&request), work->deadline_nanos, on_result, work, &operation, error);
            break;
        }
        case MAIL: {
            field_value fields[] = {
                {.id = HI_MAIL_TO, .type = HI_FIELD_TEXT, .data = asked},
                {.id = HI_MAIL_SUBJECT, .type = HI_FIELD_TEXT, .data = text("Kept")},
                {.id = HI_MAIL_TEXT, .type = HI_FIELD_TEXT, .data = text("Written with the headers of then.\n")},
            };
            message_write(&request, 0, fields, 3);
            if (self->mail.send != NULL)
                status = self->mail.send(
                    self->host, work->call, contents(&request), work->deadline_nanos, on_result, work, &operation, error);
            break;
        }
        case NOTARY: {
            // The 32 bytes of a leaf.
            field_value fields[] = {
                {.id = HI_NOTARY_KEY, .type = HI_FIELD_TEXT, .data = text("kept/1")},
                {.id = HI_NOTARY_LEAF, .type = HI_FIELD_BYTES, .data = asked},
            };
            message_write(&request, 0, fields, 2);
            if (self->notary.submit != NULL)
                status = self->notary.submit(
                    self->host, work->call, contents(&request), work->deadline_nanos, on_result, work, &operation, error);
            break;
        }
        case SECRET:
            if (self->secrets.read != NULL)
                status = self->secrets.read(self->host, work->call, asked, work->deadline_nanos, on_result, work, &operation, error);
            break;
    }
    buffer_free(&request);
    return status;
}

static hi_status start(void *opaque, hi_id call, hi_bytes message, uint64_t deadline_nanos, hi_error *error) {
    static const struct {
        const char *route;
        what what;
    } routes[] = {{"cache", CACHE_PUT}, {"http", HTTP}, {"mail", MAIL}, {"notary", NOTARY}, {"secret", SECRET}};
    hi_field route, body;
    if (!message_is_valid(message) || message_kind(message) != HI_KIND_HTTP_REQUEST ||
        !message_find(message, HI_REQUEST_ROUTE, HI_FIELD_TEXT, &route) || !message_find(message, HI_REQUEST_BODY, HI_FIELD_BYTES, &body))
        return fail(error, HI_INVALID_ARGUMENT, "expected a request with a body");
    hi_bytes name = message_data(message, &route), asked = message_data(message, &body);
    if (asked.count < 3) return fail(error, HI_INVALID_ARGUMENT, "expected a JSON text");
    // Without its quotes.
    asked = (hi_bytes){asked.data + 1, asked.count - 2};
    for (size_t index = 0; index < sizeof routes / sizeof routes[0]; index++) {
        if (name.count != strlen(routes[index].route) || memcmp(name.data, routes[index].route, name.count) != 0) continue;
        work *made = malloc(sizeof *made);
        if (made == NULL) return fail(error, HI_INTERNAL, "Out of memory.");
        *made = (work){opaque, call, deadline_nanos, routes[index].what};
        hi_status status = ask(made, asked, error);
        if (status != HI_OK) free(made);
        return status;
    }
    return fail(error, HI_UNSUPPORTED, "The plugin has no such route.");
}

/// The host ends the operation that runs for the call, and its result completes the call: nothing is left to do.
static void cancel(void *opaque, hi_id call) {
    (void)opaque;
    (void)call;
}

// MARK: Instances

/// Copies the smaller of the size found and the size known: functions beyond are null. A service that was not granted is a null pointer.
static void copy_table(const void *table, void *target, size_t known) {
    uint32_t size;
    if (table == NULL) return;
    memcpy(&size, table, sizeof size);
    memcpy(target, table, size < known ? size & ~7u : known);
}

static hi_status create(const hi_plugin_1 *plugin, hi_host *host, const hi_host_api *api, hi_bytes settings, void **result,
                        hi_error *error) {
    (void)plugin;
    (void)settings;
    instance *self = calloc(1, sizeof *self);
    if (self == NULL) return fail(error, HI_INTERNAL, "Out of memory.");
    self->host = host;
    copy_table(api, &self->api, sizeof self->api);
    copy_table(api->service(host, HI_CACHE_1), &self->cache, sizeof self->cache);
    copy_table(api->service(host, HI_HTTP_1), &self->http, sizeof self->http);
    copy_table(api->service(host, HI_MAIL_1), &self->mail, sizeof self->mail);
    copy_table(api->service(host, HI_NOTARY_1), &self->notary, sizeof self->notary);
    copy_table(api->service(host, HI_SECRETS_1), &self->secrets, sizeof self->secrets);
    *result = self;
    return HI_OK;
}

static void destroy(void *opaque) { free(opaque); }

static const hi_plugin_1 plugin = {
    .size = sizeof(hi_plugin_1), .create = create, .destroy = destroy, .start = start, .cancel = cancel};

static const void *get(const char *id) { return strcmp(id, HI_PLUGIN_1) == 0 ? &plugin : NULL; }

/// The one symbol that the library exports.
__attribute__((visibility("default"))) const hi_entry hashinsight_plugin = {
    .magic = HI_ENTRY_MAGIC, .abi_major = HI_ABI_MAJOR, .abi_minor = HI_ABI_MINOR, .size = sizeof(hi_entry), .get = get};
