// A plugin in C: a route answered at once, two routes and a job that wait for a statement.
//
// An instance has no threads and no state that changes, so nothing here needs a lock. What waits for the database is a `work` on
// the heap that the result hands back.
#include "message.h"

#include <stdlib.h>
#include <string.h>

typedef struct instance {
    hi_host *host;
    hi_host_api api;
    hi_db_1 db;
    hi_log_1 log;
    hi_clock_1 clock;
    uint32_t visitors_page;
    uint32_t visitors_count;
    char greeting[164];  // 40 characters of at most 4 bytes
} instance;

typedef enum { ANSWER_LIST, ANSWER_PAGE, ANSWER_JOB } answer_form;

typedef struct work {
    instance *instance;
    hi_id call;
    answer_form form;
} work;

static hi_bytes text(const char *text) { return (hi_bytes){(const uint8_t *)text, strlen(text)}; }

static hi_bytes contents(const buffer *buffer) { return (hi_bytes){buffer->data, buffer->count}; }

/// Says why. The caller says how much room its error has: an older host's may end sooner than this one.
static hi_status fail(hi_error *error, hi_status status, const char *message) {
    hi_error full = {.size = error->size, .status = status, .message_count = (uint32_t)strlen(message)};
    if (full.message_count > sizeof full.message) full.message_count = sizeof full.message;
    memcpy(full.message, message, full.message_count);
    memcpy(error, &full, full.size < sizeof full ? full.size : sizeof full);
    return status;
}

static void complete_with_error(instance *self, hi_id call, hi_status status, const char *message) {
    hi_error error = {.size = sizeof error};
    fail(&error, status, message);
    self->api.complete(self->host, call, status, (hi_bytes){0}, &error);
}

/// Copies the smaller of the size found and the size known: functions beyond are null.
static bool copy_table(const void *table, void *target, size_t known) {
    uint32_t size;
    if (table == NULL) return false;
    memcpy(&size, table, sizeof size);
    memcpy(target, table, size < known ? size & ~7u : known);
    return true;
}

// MARK: Answers

static void complete_with(instance *self, hi_id call, int kind, const field_value *fields, int count) {
    buffer message = {0};
    message_write(&message, kind, fields, count);
    if (message.failed)
        complete_with_error(self, call, HI_INTERNAL, "Out of memory.");
    else
        self->api.complete(self->host, call, HI_OK, contents(&message), NULL);
    buffer_free(&message);
}

static void answer_greeting(instance *self, hi_id call, hi_bytes request) {
    hi_bytes name = text("you");
    message_pair(request, HI_REQUEST_PARAMETER, "name", &name);
    buffer json = {0};
    buffer_text(&json, "{\"greeting\":");
    buffer_json_string(&json, text(self->greeting));
    buffer_text(&json, ",\"name\":");
    buffer_json_string(&json, name);
    if (self->clock.unix_micros != NULL) {
        buffer_text(&json, ",\"at\":");
        buffer_json_time(&json, self->clock.unix_micros(self->host));
    }
    buffer_text(&json, "}");
    field_value body = {.id = HI_ANSWER_BODY, .type = HI_FIELD_BYTES, .data = contents(&json)};
    if (json.failed)
        complete_with_error(self, call, HI_INTERNAL, "Out of memory.");
    else
        complete_with(self, call, HI_KIND_HTTP_ANSWER, &body, 1);
    buffer_free(&json);
}

static bool write_visitors(buffer *json, const rows *rows) {
    int id = rows_column(rows, "id", HI_COLUMN_INTEGER);
    int name = rows_column(rows, "name", HI_COLUMN_TEXT);
    int seen_at = rows_column(rows, "seen_at", HI_COLUMN_TIMESTAMP);
    if (id < 0 || name < 0 || seen_at < 0) return false;
    buffer_text(json, "{\"items\":[");
    for (uint32_t row = 0; row < rows->row_count; row++) {
        buffer_text(json, row == 0 ? "{\"id\":\"" : ",{\"id\":\"");
        buffer_integer(json, rows_integer(rows, id, row));
        buffer_text(json, "\",\"name\":");
        buffer_json_string(json, rows_text(rows, name, row));
        buffer_text(json, ",\"seen_at\":");
        buffer_json_time(json, rows_integer(rows, seen_at, row));
        buffer_text(json, "}");
    }
    buffer_text(json, "]}");
    return true;
}

static bool write_tally(instance *self, buffer *json, const rows *rows) {
    int visitors = rows_column(rows, "visitors", HI_COLUMN_INTEGER);
    if (visitors < 0 || rows->row_count != 1) return false;
    buffer_text(json, "{\"visitors\":");
    buffer_integer(json, rows_integer(rows, visitors, 0));
    buffer_text(json, "}");
    if (self->log.write != NULL && !json->failed) self->log.write(self->host, HI_LOG_INFO, contents(json));
    return true;
}

// MARK: Statements

static void on_rows(void *context, hi_id operation, hi_status status, hi_bytes result, const hi_error *error) {
    (void)operation;
    work work = *(struct work *)context;
    free(context);
    instance *self = work.instance;
    if (status != HI_OK) {
        self->api.complete(self->host, work.call, status, (hi_bytes){0}, error);
        return;
    }
    hi_field field;
    rows rows;
    buffer json = {0};
    bool written = message_is_valid(result) && message_find(result, HI_DB_ROWS, HI_FIELD_ROWS, &field) &&
                   rows_open(message_data(result, &field), &rows) &&
                   (work.form == ANSWER_JOB ? write_tally(self, &json, &rows) : write_visitors(&json, &rows));
    if (!written || json.failed) {
        complete_with_error(self, work.call, HI_INTERNAL, "The statement's rows are not what this plugin was built for.");
    } else if (work.form == ANSWER_JOB) {
        field_value summary = {.id = HI_JOB_ANSWER_SUMMARY, .type = HI_FIELD_BYTES, .data = contents(&json)};
        complete_with(self, work.call, HI_KIND_JOB_ANSWER, &summary, 1);
    } else if (work.form == ANSWER_PAGE) {
        field_value fields[] = {
            {.id = HI_ANSWER_TEMPLATE, .type = HI_FIELD_TEXT, .data = text("visitors")},
            {.id = HI_ANSWER_DATA, .type = HI_FIELD_BYTES, .data = contents(&json)},
            {.id = HI_ANSWER_TITLE, .type = HI_FIELD_TEXT, .data = text("visitors.title")},
        };
        complete_with(self, work.call, HI_KIND_HTTP_ANSWER, fields, 3);
    } else {
        field_value body = {.id = HI_ANSWER_BODY, .type = HI_FIELD_BYTES, .data = contents(&json)};
        complete_with(self, work.call, HI_KIND_HTTP_ANSWER, &body, 1);
    }
    buffer_free(&json);
}

static hi_status start_statement(instance *self, hi_id call, uint64_t deadline_nanos, answer_form form, hi_error *error) {
    if (self->db.start == NULL) return fail(error, HI_DENIED, "The database was not granted.");
    cell_value limit = {.type = HI_COLUMN_INTEGER, .number = 50};
    buffer parameters = {0}, batch = {0};
    rows_write(&parameters, &limit, form == ANSWER_JOB ? 0 : 1);
    field_value fields[] = {
        {.id = HI_DB_STATEMENT, .type = HI_FIELD_INTEGER, .number = form == ANSWER_JOB ? self->visitors_count : self->visitors_page},
        {.id = HI_DB_PARAMETERS, .type = HI_FIELD_ROWS, .data = contents(&parameters)},
    };
    message_write(&batch, 0, fields, 2);
    work *context = malloc(sizeof *context);
    hi_status status;
    if (parameters.failed || batch.failed || context == NULL) {
        status = fail(error, HI_INTERNAL, "Out of memory.");
        free(context);
    } else {
        *context = (work){self, call, form};
        hi_id operation;
        // After HI_OK the context belongs to the result, which may already have come.
        status = self->db.start(self->host, call, contents(&batch), deadline_nanos, on_rows, context, &operation, error);
        if (status != HI_OK) free(context);
    }
    buffer_free(&parameters);
    buffer_free(&batch);
    return status;
}

// MARK: The contract

static bool names(hi_bytes message, int id, const char *name) {
    hi_field field;
    if (!message_find(message, id, HI_FIELD_TEXT, &field)) return false;
    hi_bytes found = message_data(message, &field);
    return found.count == strlen(name) && memcmp(found.data, name, found.count) == 0;
}

static hi_status start(void *opaque, hi_id call, hi_bytes message, uint64_t deadline_nanos, hi_error *error) {
    instance *self = opaque;
    if (!message_is_valid(message)) return fail(error, HI_INVALID_ARGUMENT, "The message is not well formed.");
    switch (message_kind(message)) {
        case HI_KIND_HTTP_REQUEST:
            if (names(message, HI_REQUEST_ROUTE, "greeting")) {
                answer_greeting(self, call, message);
                return HI_OK;
            }
            if (names(message, HI_REQUEST_ROUTE, "list_visitors"))
                return start_statement(self, call, deadline_nanos, ANSWER_LIST, error);
            if (names(message, HI_REQUEST_ROUTE, "visitors_page"))
                return start_statement(self, call, deadline_nanos, ANSWER_PAGE, error);
            return fail(error, HI_UNSUPPORTED, "The plugin has no such route.");
        case HI_KIND_JOB_RUN:
            if (names(message, HI_JOB_NAME, "tally")) return start_statement(self, call, deadline_nanos, ANSWER_JOB, error);
            return fail(error, HI_UNSUPPORTED, "The plugin has no such job.");
        default: return fail(error, HI_UNSUPPORTED, "Calls of this kind are not known to this plugin.");
    }
}

/// The host ends the statement that runs for the call, and its result completes the call: nothing is left to do.
static void cancel(void *opaque, hi_id call) {
    (void)opaque;
    (void)call;
}

/// The value of the one setting: the host has checked that settings are `{"greeting": "…"}`. Escapes are left as they are.
static void read_greeting(instance *self, hi_bytes settings) {
    strcpy(self->greeting, "Hello");
    static const char key[] = "\"greeting\"";
    for (size_t at = 0; at + sizeof key - 1 <= settings.count; at++) {
        if (memcmp(settings.data + at, key, sizeof key - 1) != 0) continue;
        size_t from = at + sizeof key - 1;
        while (from < settings.count && settings.data[from] != '"') from++;
        size_t to = ++from;
        while (to < settings.count && settings.data[to] != '"') to++;
        if (to < settings.count && to - from < sizeof self->greeting) {
            memcpy(self->greeting, settings.data + from, to - from);
            self->greeting[to - from] = 0;
        }
        return;
    }
}

static hi_status create(const hi_plugin_1 *plugin, hi_host *host, const hi_host_api *api, hi_bytes settings, void **result,
                        hi_error *error) {
    (void)plugin;
    instance *self = calloc(1, sizeof *self);
    if (self == NULL) return fail(error, HI_INTERNAL, "Out of memory.");
    self->host = host;
    copy_table(api, &self->api, sizeof self->api);
    hi_status status = HI_OK;
    if (self->api.service == NULL || self->api.complete == NULL) {
        status = fail(error, HI_UNSUPPORTED, "The host's api lacks a function of ABI 1.0.");
    } else {
        copy_table(self->api.service(host, HI_LOG_1), &self->log, sizeof self->log);
        copy_table(self->api.service(host, HI_CLOCK_1), &self->clock, sizeof self->clock);
        copy_table(self->api.service(host, HI_DB_1), &self->db, sizeof self->db);
        if (self->db.statement != NULL) {
            status = self->db.statement(host, text("visitors_page"), &self->visitors_page, error);
            if (status == HI_OK) status = self->db.statement(host, text("visitors_count"), &self->visitors_count, error);
        }
    }
    if (status != HI_OK) {
        free(self);
        return status;
    }
    read_greeting(self, settings);
    *result = self;
    return HI_OK;
}

static void destroy(void *opaque) { free(opaque); }

static const hi_plugin_1 plugin = {
    .size = sizeof(hi_plugin_1), .create = create, .destroy = destroy, .start = start, .cancel = cancel};

static const void *get(const char *id) { return strcmp(id, HI_PLUGIN_1) == 0 ? &plugin : NULL; }

__attribute__((visibility("default"))) const hi_entry hashinsight_plugin = {
    .magic = HI_ENTRY_MAGIC, .abi_major = HI_ABI_MAJOR, .abi_minor = HI_ABI_MINOR, .size = sizeof(hi_entry), .get = get};
