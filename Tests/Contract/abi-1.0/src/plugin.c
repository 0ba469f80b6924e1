// Routes and a job that each run one statement.
//
// An instance has no threads and nothing in it changes after `create`, so no lock is needed. What waits for the database is a `work`
// on the heap that the result hands back.
#include "message.h"

#include <stdlib.h>
#include <string.h>

typedef struct instance {
    hi_host *host;
    hi_host_api api;
    hi_db_1 db;
    hi_events_1 events;
    uint32_t items_page;
    uint32_t item_add;
    uint32_t items_count;
    int64_t items_shown;
} instance;

typedef enum { LIST_ITEMS, ITEMS_PAGE, ADD_ITEM, COUNT_ITEMS } what;

typedef struct work {
    instance *instance;
    hi_id call;
    what what;
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

static void complete_with(instance *self, hi_id call, int kind, const field_value *fields, int count) {
    buffer message = {0};
    message_write(&message, kind, fields, count);
    if (message.failed)
        complete_with_error(self, call, HI_INTERNAL, "Out of memory.");
    else
        self->api.complete(self->host, call, HI_OK, contents(&message), NULL);
    buffer_free(&message);
}

// MARK: Rows as JSON

static bool write_items(buffer *json, const rows *rows) {
    int id = rows_column(rows, "id", HI_COLUMN_TEXT);
    int name = rows_column(rows, "name", HI_COLUMN_TEXT);
    int created_at = rows_column(rows, "created_at", HI_COLUMN_TIMESTAMP);
    if (id < 0 || name < 0 || created_at < 0) return false;
    buffer_text(json, "{\"items\":[");
    for (uint32_t row = 0; row < rows->row_count; row++) {
        buffer_text(json, row == 0 ? "{\"id\":" : ",{\"id\":");
        buffer_json_string(json, rows_text(rows, id, row));
        buffer_text(json, ",\"name\":");
        buffer_json_string(json, rows_text(rows, name, row));
        buffer_text(json, ",\"created_at\":");
        buffer_json_time(json, rows_integer(rows, created_at, row));
        buffer_text(json, "}");
    }
    buffer_text(json, "]}");
    return true;
}

static bool write_added(buffer *json, const rows *rows) {
    int id = rows_column(rows, "id", HI_COLUMN_TEXT);
    if (id < 0 || rows->row_count != 1) return false;
    buffer_text(json, "{\"id\":");
    buffer_json_string(json, rows_text(rows, id, 0));
    buffer_text(json, "}");
    return true;
}

static bool write_count(buffer *json, const rows *rows) {
    int items = rows_column(rows, "items", HI_COLUMN_INTEGER);
    if (items < 0 || rows->row_count != 1) return false;
    buffer_text(json, "{\"items\":");
    buffer_integer(json, rows_integer(rows, items, 0));
    buffer_text(json, "}");
    return true;
}

static bool write_rows(what what, buffer *json, const rows *rows) {
    switch (what) {
        case LIST_ITEMS:
        case ITEMS_PAGE: return write_items(json, rows);
        case ADD_ITEM: return write_added(json, rows);
        case COUNT_ITEMS: return write_count(json, rows);
    }
    return false;
}

// MARK: Answers

static void answer(instance *self, const work *work, const buffer *json) {
    switch (work->what) {
        case LIST_ITEMS: {
            field_value body = {.id = HI_ANSWER_BODY, .type = HI_FIELD_BYTES, .data = contents(json)};
            return complete_with(self, work->call, HI_KIND_HTTP_ANSWER, &body, 1);
        }
        case ITEMS_PAGE: {
            field_value fields[] = {
                {.id = HI_ANSWER_TEMPLATE, .type = HI_FIELD_TEXT, .data = text("items")},
                {.id = HI_ANSWER_DATA, .type = HI_FIELD_BYTES, .data = contents(json)},
                {.id = HI_ANSWER_TITLE, .type = HI_FIELD_TEXT, .data = text("items.title")},
            };
            return complete_with(self, work->call, HI_KIND_HTTP_ANSWER, fields, 3);
        }
        case ADD_ITEM: {
            hi_error error = {.size = sizeof error};
            // An event that is refused is missed, not a failed write.
            if (self->events.publish != NULL) self->events.publish(self->host, text("added"), contents(json), &error);
            field_value fields[] = {
                {.id = HI_ANSWER_STATUS, .type = HI_FIELD_INTEGER, .number = 201},
                {.id = HI_ANSWER_BODY, .type = HI_FIELD_BYTES, .data = contents(json)},
            };
            return complete_with(self, work->call, HI_KIND_HTTP_ANSWER, fields, 2);
        }
        case COUNT_ITEMS: {
            field_value summary = {.id = HI_JOB_ANSWER_SUMMARY, .type = HI_FIELD_BYTES, .data = contents(json)};
            return complete_with(self, work->call, HI_KIND_JOB_ANSWER, &summary, 1);
        }
    }
}

/// Called by the host, once for each statement that was started. Must not block.
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
                   rows_open(message_data(result, &field), &rows) && write_rows(work.what, &json, &rows);
    if (written && !json.failed)
        answer(self, &work, &json);
    else
        complete_with_error(self, work.call, HI_INTERNAL, "The statement's rows are not what this plugin was built for.");
    buffer_free(&json);
}

// MARK: Statements

static hi_status run_statement(instance *self, hi_id call, uint64_t deadline_nanos, what what, uint32_t statement,
                               const cell_value *cells, int cell_count, hi_error *error) {
    if (self->db.start == NULL) return fail(error, HI_DENIED, "The database was not granted.");
    buffer parameters = {0}, batch = {0};
    rows_write(&parameters, cells, cell_count);
    field_value fields[] = {
        {.id = HI_DB_STATEMENT, .type = HI_FIELD_INTEGER, .number = statement},
        {.id = HI_DB_PARAMETERS, .type = HI_FIELD_ROWS, .data = contents(&parameters)},
    };
    message_write(&batch, 0, fields, 2);
    work *context = malloc(sizeof *context);
    hi_status status;
    if (parameters.failed || batch.failed || context == NULL) {
        status = fail(error, HI_INTERNAL, "Out of memory.");
        free(context);
    } else {
        *context = (work){self, call, what};
        hi_id operation;
        // After HI_OK the context belongs to the result, which may already have come.
        status = self->db.start(self->host, call, contents(&batch), deadline_nanos, on_rows, context, &operation, error);
        if (status != HI_OK) free(context);
    }
    buffer_free(&parameters);
    buffer_free(&batch);
    return status;
}

// MARK: Calls

/// How many characters a valid UTF-8 text has.
static size_t characters(hi_bytes text) {
    size_t count = 0;
    for (size_t at = 0; at < text.count; at++) count += (text.data[at] & 0xC0) != 0x80;
    return count;
}

static bool names(hi_bytes message, int id, const char *name) {
    hi_field field;
    if (!message_find(message, id, HI_FIELD_TEXT, &field)) return false;
    hi_bytes found = message_data(message, &field);
    return found.count == strlen(name) && memcmp(found.data, name, found.count) == 0;
}

static hi_status start_request(instance *self, hi_id call, hi_bytes request, uint64_t deadline_nanos, hi_error *error) {
    cell_value shown = {.type = HI_COLUMN_INTEGER, .number = self->items_shown};
    if (names(request, HI_REQUEST_ROUTE, "list_items"))
        return run_statement(self, call, deadline_nanos, LIST_ITEMS, self->items_page, &shown, 1, error);
    if (names(request, HI_REQUEST_ROUTE, "items_page"))
        return run_statement(self, call, deadline_nanos, ITEMS_PAGE, self->items_page, &shown, 1, error);
    if (names(request, HI_REQUEST_ROUTE, "add_item")) {
        cell_value name = {.type = HI_COLUMN_TEXT};
        message_pair(request, HI_REQUEST_PARAMETER, "name", &name.text);
        size_t count = characters(name.text);
        if (count < 1 || count > 64) return fail(error, HI_INVALID_ARGUMENT, "name: expected 1 to 64 characters.");
        return run_statement(self, call, deadline_nanos, ADD_ITEM, self->item_add, &name, 1, error);
    }
    return fail(error, HI_UNSUPPORTED, "The plugin has no such route.");
}

/// After HI_OK exactly one `complete` follows; anything else ends the call with that error.
static hi_status start(void *opaque, hi_id call, hi_bytes message, uint64_t deadline_nanos, hi_error *error) {
    instance *self = opaque;
    if (!message_is_valid(message)) return fail(error, HI_INVALID_ARGUMENT, "The message is not well formed.");
    switch (message_kind(message)) {
        case HI_KIND_HTTP_REQUEST: return start_request(self, call, message, deadline_nanos, error);
        case HI_KIND_JOB_RUN:
            if (names(message, HI_JOB_NAME, "count"))
                return run_statement(self, call, deadline_nanos, COUNT_ITEMS, self->items_count, NULL, 0, error);
            return fail(error, HI_UNSUPPORTED, "The plugin has no such job.");
        default: return fail(error, HI_UNSUPPORTED, "Calls of this kind are not known to this plugin.");
    }
}

/// The host ends the statement that runs for the call, and its result completes the call: nothing is left to do.
static void cancel(void *opaque, hi_id call) {
    (void)opaque;
    (void)call;
}

// MARK: Instances

/// The whole number of the one setting: the host has checked that settings are `{"items_shown": …}`.
static int64_t read_items_shown(hi_bytes settings) {
    static const char key[] = "\"items_shown\"";
    for (size_t at = 0; at + sizeof key - 1 <= settings.count; at++) {
        if (memcmp(settings.data + at, key, sizeof key - 1) != 0) continue;
        at += sizeof key - 1;
        while (at < settings.count && (settings.data[at] < '0' || settings.data[at] > '9')) at++;
        int64_t value = 0;
        for (; at < settings.count && settings.data[at] >= '0' && settings.data[at] <= '9' && value < 1000; at++)
            value = value * 10 + (settings.data[at] - '0');
        return value;
    }
    return 50;
}

/// Copies the smaller of the size found and the size known: functions beyond are null.
static void copy_table(const void *table, void *target, size_t known) {
    uint32_t size;
    if (table == NULL) return;
    memcpy(&size, table, sizeof size);
    memcpy(target, table, size < known ? size & ~7u : known);
}

/// A service that the manifest does not ask for, or that was not granted, is a null pointer.
static hi_status find_services(instance *self, hi_error *error) {
    if (self->api.service == NULL || self->api.complete == NULL)
        return fail(error, HI_UNSUPPORTED, "The host's api lacks a function of ABI 1.0.");
    copy_table(self->api.service(self->host, HI_DB_1), &self->db, sizeof self->db);
    copy_table(self->api.service(self->host, HI_EVENTS_1), &self->events, sizeof self->events);
    if (self->db.statement == NULL) return HI_OK;
    hi_status status = self->db.statement(self->host, text("items_page"), &self->items_page, error);
    if (status == HI_OK) status = self->db.statement(self->host, text("item_add"), &self->item_add, error);
    if (status == HI_OK) status = self->db.statement(self->host, text("items_count"), &self->items_count, error);
    return status;
}

static hi_status create(const hi_plugin_1 *plugin, hi_host *host, const hi_host_api *api, hi_bytes settings, void **result,
                        hi_error *error) {
    (void)plugin;
    instance *self = calloc(1, sizeof *self);
    if (self == NULL) return fail(error, HI_INTERNAL, "Out of memory.");
    self->host = host;
    self->items_shown = read_items_shown(settings);
    copy_table(api, &self->api, sizeof self->api);
    hi_status status = find_services(self, error);
    if (status != HI_OK) {
        free(self);
        return status;
    }
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
