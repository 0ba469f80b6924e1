// A small and correct plugin in one header: a route that answers at once, a route that waits for a statement, a job.
//
// Each file in plugins/ spoils one thing of it, through the hooks below, and includes it. Without hooks it keeps the whole contract.
#include <errno.h>
#include <fcntl.h>
#include <hashinsight/abi.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

typedef struct instance {
    hi_host *host;
    hi_host_api api;
    hi_db_1 db;
    hi_log_1 log;
    uint32_t things;
} instance;

/// A call that waits for a statement; the result hands it back.
typedef struct work {
    instance *self;
    hi_id call;
    int kind;
    atomic_bool has_started;
} work;

typedef struct text {
    const uint8_t *data;
    size_t count;
} text;

/// A worker's environment is empty; nothing else tells a plugin where it runs.
__attribute__((unused)) static bool mini_in_worker(void) { return getenv("PATH") == NULL; }

// MARK: Hooks, each a statement or a value

#ifndef MINI_BREAKS
#define MINI_BREAKS() true  // whether what is spoiled shows where it runs; a file in_worker_….c says: in a worker alone
#endif

#ifndef MINI_MAGIC
#define MINI_MAGIC HI_ENTRY_MAGIC
#endif
#ifndef MINI_ENTRY_SIZE
#define MINI_ENTRY_SIZE sizeof(hi_entry)
#endif
#ifndef MINI_ENTRY_KIND
#define MINI_ENTRY_KIND const
#endif
#ifndef MINI_OFFERS
#define MINI_OFFERS(id) (strcmp(id, HI_PLUGIN_1) == 0)
#endif
#ifndef MINI_STARTS
#define MINI_STARTS mini_start
#endif
#ifndef MINI_ON_CREATE
#define MINI_ON_CREATE(host, api, settings, error)
#endif
#ifndef MINI_COPY
#define MINI_COPY(table, target) mini_copy(table, target, sizeof *(target))
#endif
#ifndef MINI_ON_START
#define MINI_ON_START(self, call, message, deadline)
#endif
#ifndef MINI_ON_WORD
#define MINI_ON_WORD(self, word)
#endif
#ifndef MINI_UNKNOWN_JOB
#define MINI_UNKNOWN_JOB()
#endif
#ifndef MINI_IS_VALID
#define MINI_IS_VALID(message) mini_is_valid(message)
#endif
#ifndef MINI_ROW_COUNT
#define MINI_ROW_COUNT(result, count) mini_row_count(result, count)
#endif
#ifndef MINI_ON_RESULT
#define MINI_ON_RESULT(work, status)
#endif
#ifndef MINI_CALL_OF
#define MINI_CALL_OF(work) (work)->call
#endif
#ifndef MINI_KIND
#define MINI_KIND(kind) (kind)
#endif
#ifndef MINI_COMPLETE
#define MINI_COMPLETE(self, call, status, answer, error) (self)->api.complete((self)->host, call, status, answer, error)
#endif
#ifndef MINI_FAIL
#define MINI_FAIL(error, status, message) mini_fail(error, status, message)
#endif
#ifndef MINI_TICK
#define MINI_TICK(self, call, deadline, error) mini_query(self, call, HI_KIND_JOB_ANSWER, deadline, error)
#endif
#ifndef MINI_ON_CANCEL
#define MINI_ON_CANCEL(self, call)
#endif
#ifndef MINI_ON_DESTROY
#define MINI_ON_DESTROY(self)
#endif

// MARK: Errors and tables

__attribute__((unused)) static hi_status mini_fail(hi_error *error, hi_status status, const char *message) {
    hi_error full = {.size = error->size, .status = status, .message_count = (uint32_t)strlen(message)};
    memcpy(full.message, message, full.message_count);
    memcpy(error, &full, full.size < sizeof full ? full.size : sizeof full);
    return status;
}

/// Copies the smaller of the size found and the size known, whole functions only.
__attribute__((unused)) static void mini_copy(const void *table, void *target, size_t known) {
    uint32_t size;
    if (table == NULL) return;
    memcpy(&size, table, sizeof size);
    memcpy(target, table, size < known ? size & ~7u : known);
}

// MARK: Messages

__attribute__((unused)) static bool mini_is_valid(hi_bytes message) {
    hi_message head;
    if (message.count < sizeof head) return false;
    memcpy(&head, message.data, sizeof head);
    if (head.total_bytes > message.count || sizeof head + head.field_count * sizeof(hi_field) > head.total_bytes) return false;
    for (unsigned index = 0; index < head.field_count; index++) {
        hi_field field;
        memcpy(&field, message.data + sizeof head + index * sizeof field, sizeof field);
        if (field.type == HI_FIELD_INTEGER || field.type == HI_FIELD_NUMBER) continue;
        if (field.offset > head.total_bytes || field.value > head.total_bytes - field.offset) return false;
    }
    return true;
}

/// The position of the first field with this id and type, or -1.
static int mini_find(hi_bytes message, int id, int type, hi_field *field) {
    hi_message head;
    memcpy(&head, message.data, sizeof head);
    for (int index = 0; index < head.field_count; index++) {
        memcpy(field, message.data + sizeof head + (size_t)index * sizeof *field, sizeof *field);
        if (field->id == id && field->type == type) return index;
    }
    return -1;
}

static text mini_text(hi_bytes message, int id) {
    hi_field field;
    if (mini_find(message, id, HI_FIELD_TEXT, &field) < 0) return (text){0};
    return (text){message.data + field.offset, field.value};
}

static bool mini_is(text text, const char *name) { return text.count == strlen(name) && memcmp(text.data, name, text.count) == 0; }

/// The value of the one parameter: the text field after its name.
static text mini_word(hi_bytes message) {
    hi_field field;
    hi_message head;
    int at = mini_find(message, HI_REQUEST_PARAMETER, HI_FIELD_TEXT, &field);
    memcpy(&head, message.data, sizeof head);
    if (at < 0 || at + 1 >= head.field_count) return (text){0};
    memcpy(&field, message.data + sizeof head + (size_t)(at + 1) * sizeof field, sizeof field);
    return field.type == HI_FIELD_TEXT ? (text){message.data + field.offset, field.value} : (text){0};
}

__attribute__((unused)) static bool mini_row_count(hi_bytes result, uint32_t *count) {
    hi_field field;
    hi_rows rows;
    if (!mini_is_valid(result) || mini_find(result, HI_DB_ROWS, HI_FIELD_ROWS, &field) < 0 || field.value < sizeof rows) return false;
    memcpy(&rows, result.data + field.offset, sizeof rows);
    *count = rows.row_count;
    return rows.version == 1;
}

// MARK: Answers

static void mini_complete_json(instance *self, hi_id call, int kind, const char *json) {
    uint8_t bytes[512] = {0};
    uint32_t count = (uint32_t)strlen(json);
    hi_message head = {.total_bytes = 24 + count, .kind = (uint16_t)MINI_KIND(kind), .field_count = 1};
    hi_field field = {
        .id = kind == HI_KIND_JOB_ANSWER ? HI_JOB_ANSWER_SUMMARY : HI_ANSWER_BODY, .type = HI_FIELD_BYTES, .offset = 24, .value = count};
    memcpy(bytes, &head, sizeof head);
    memcpy(bytes + sizeof head, &field, sizeof field);
    memcpy(bytes + 24, json, count);
    hi_bytes answer = {bytes, 24 + count};
    MINI_COMPLETE(self, call, HI_OK, answer, NULL);
}

static void mini_complete_error(instance *self, hi_id call, hi_status status, const char *message) {
    hi_error error = {.size = sizeof error};
    mini_fail(&error, status, message);
    hi_bytes none = {0};
    MINI_COMPLETE(self, call, status, none, &error);
}

static hi_status mini_query(instance *self, hi_id call, int kind, uint64_t deadline, hi_error *error);

static void mini_on_rows(void *context, hi_id operation, hi_status status, hi_bytes result, const hi_error *error) {
    work *work = context;
    (void)operation;
    (void)error;
    MINI_ON_RESULT(work, status);
    instance *self = work->self;
    hi_id call = MINI_CALL_OF(work);
    int kind = work->kind;
    free(work);
    uint32_t count = 0;
    char json[64];
    if (status != HI_OK) {
        mini_complete_error(self, call, status, "The statement failed.");
    } else if (!MINI_ROW_COUNT(result, &count)) {
        mini_complete_error(self, call, HI_INTERNAL, "The rows are not what this plugin was built for.");
    } else {
        snprintf(json, sizeof json, "{\"things\":%u}", count);
        mini_complete_json(self, call, kind, json);
    }
}

/// One statement without parameters; its result completes the call.
static hi_status mini_query(instance *self, hi_id call, int kind, uint64_t deadline, hi_error *error) {
    struct {
        hi_message head;
        hi_field fields[2];
        hi_rows none;
    } batch = {
        .head = {.total_bytes = sizeof batch, .field_count = 2},
        .fields = {{.id = HI_DB_STATEMENT, .type = HI_FIELD_INTEGER, .value = self->things},
                   {.id = HI_DB_PARAMETERS, .type = HI_FIELD_ROWS, .offset = 40, .value = sizeof(hi_rows)}},
        .none = {.total_bytes = sizeof(hi_rows), .version = 1, .row_count = 1},
    };
    if (self->db.start == NULL) return mini_fail(error, HI_DENIED, "The database was not granted.");
    work *made = calloc(1, sizeof *made);
    made->self = self;
    made->call = call;
    made->kind = kind;
    hi_id operation;
    hi_status status = self->db.start(
        self->host, call, (hi_bytes){(const uint8_t *)&batch, sizeof batch}, deadline, mini_on_rows, made, &operation, error);
    if (status != HI_OK) free(made);
#ifdef MINI_AFTER_QUERY
    else MINI_AFTER_QUERY(made);
#endif
    return status;
}

// MARK: The contract

static hi_status mini_start(void *opaque, hi_id call, hi_bytes message, uint64_t deadline, hi_error *error) {
    instance *self = opaque;
    hi_message head;
    MINI_ON_START(self, call, message, deadline);
    if (!MINI_IS_VALID(message)) return MINI_FAIL(error, HI_INVALID_ARGUMENT, "The message is not well formed.");
    memcpy(&head, message.data, sizeof head);
    text name = mini_text(message, HI_REQUEST_ROUTE);
    if (head.kind == HI_KIND_HTTP_REQUEST && mini_is(name, "measure")) {
        text word = mini_word(message);
        char json[256];
        snprintf(json, sizeof json, "{\"bytes\":%zu}", word.count);
        MINI_ON_WORD(self, word);
        mini_complete_json(self, call, HI_KIND_HTTP_ANSWER, json);
        return HI_OK;
    }
    if (head.kind == HI_KIND_HTTP_REQUEST && mini_is(name, "count_things")) return mini_query(self, call, HI_KIND_HTTP_ANSWER, deadline, error);
    if (head.kind == HI_KIND_JOB_RUN && mini_is(name, "tick")) return MINI_TICK(self, call, deadline, error);
    if (head.kind == HI_KIND_JOB_RUN && name.count > 0) {
        MINI_UNKNOWN_JOB();
    }
    return MINI_FAIL(error, HI_UNSUPPORTED, "The plugin has no such route, job or kind of call.");
}

static void mini_cancel(void *opaque, hi_id call) {
    (void)opaque;
    (void)call;
    MINI_ON_CANCEL(((instance *)opaque), call);
}

static hi_status mini_create(
    const hi_plugin_1 *plugin, hi_host *host, const hi_host_api *api, hi_bytes settings, void **result, hi_error *error) {
    (void)plugin;
    (void)settings;
    MINI_ON_CREATE(host, api, settings, error);
    instance *self = calloc(1, sizeof *self);
    self->host = host;
    mini_copy(api, &self->api, sizeof self->api);
    if (self->api.service == NULL || self->api.complete == NULL) {
        free(self);
        return mini_fail(error, HI_UNSUPPORTED, "The host's api lacks a function of ABI 1.0.");
    }
    MINI_COPY(self->api.service(host, HI_DB_1), &self->db);
    mini_copy(self->api.service(host, HI_LOG_1), &self->log, sizeof self->log);
    hi_bytes name = {(const uint8_t *)"things", 6};
    hi_status status = self->db.statement == NULL ? HI_OK : self->db.statement(host, name, &self->things, error);
    if (status != HI_OK) {
        free(self);
        return status;
    }
    *result = self;
    return HI_OK;
}

static void mini_destroy(void *opaque) {
    instance *self = opaque;
    MINI_ON_DESTROY(self);
    free(self);
}

static const hi_plugin_1 mini_plugin = {
    .size = sizeof(hi_plugin_1), .create = mini_create, .destroy = mini_destroy, .start = MINI_STARTS, .cancel = mini_cancel};

static const void *mini_get(const char *id) { return MINI_OFFERS(id) ? &mini_plugin : NULL; }

__attribute__((visibility("default"))) MINI_ENTRY_KIND hi_entry hashinsight_plugin = {
    .magic = MINI_MAGIC, .abi_major = HI_ABI_MAJOR, .abi_minor = HI_ABI_MINOR, .size = MINI_ENTRY_SIZE, .get = mini_get};
