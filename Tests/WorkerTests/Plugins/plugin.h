// What the test plugins share: the entry, and messages with texts in them. A test plugin defines `answer_call`.
#include <hashinsight/abi.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static hi_host *the_host;
static const hi_host_api *the_api;

// Does what `route` asks for and completes the call, now or later.
static hi_status answer_call(hi_host *host, hi_id call, const char *route, hi_bytes body, hi_error *error);

static void complete_text(hi_host *host, hi_id call, const char *format, ...) __attribute__((format(printf, 3, 4), unused));
static void complete_text(hi_host *host, hi_id call, const char *format, ...) {
    struct {
        hi_message head;
        hi_field body;
        char text[4096];
    } answer = {{0, HI_KIND_HTTP_ANSWER, 1}, {HI_ANSWER_BODY, HI_FIELD_BYTES, 24, 0}, {0}};
    va_list arguments;
    va_start(arguments, format);
    answer.body.value = (uint64_t)vsnprintf(answer.text, sizeof answer.text, format, arguments);
    va_end(arguments);
    answer.head.total_bytes = 24 + (uint32_t)answer.body.value;
    the_api->complete(host, call, HI_OK, (hi_bytes){(const uint8_t *)&answer, answer.head.total_bytes}, 0);
}

static hi_bytes field(hi_bytes message, uint16_t id) {
    hi_message head;
    memcpy(&head, message.data, sizeof head);
    for (size_t index = 0; index < head.field_count; index++) {
        hi_field found;
        memcpy(&found, message.data + sizeof head + index * sizeof found, sizeof found);
        if (found.id == id) return (hi_bytes){message.data + found.offset, found.value};
    }
    return (hi_bytes){0, 0};
}

static hi_status say(hi_error *error, hi_status status, const char *text) {
    error->status = status;
    error->message_count = (uint32_t)strlen(text);
    memcpy(error->message, text, strlen(text));
    return status;
}

static hi_bytes span(const char *text) { return (hi_bytes){(const uint8_t *)text, strlen(text)}; }

static hi_status create(const hi_plugin_1 *plugin, hi_host *host, const hi_host_api *api, hi_bytes settings, void **instance, hi_error *error) {
    (void)plugin;
    if (settings.count >= 6 && memcmp(settings.data, "refuse", 6) == 0) return say(error, HI_INVALID_ARGUMENT, "these settings will not do");
    the_host = host;
    the_api = api;
    *instance = host;
    return HI_OK;
}

static hi_status start(void *instance, hi_id call, hi_bytes message, uint64_t deadline, hi_error *error) {
    (void)deadline;
    char route[64] = {0};
    hi_bytes name = field(message, HI_REQUEST_ROUTE);  // HI_JOB_NAME has the same number
    memcpy(route, name.data, name.count < sizeof route ? name.count : sizeof route - 1);
    return answer_call(instance, call, route, field(message, HI_REQUEST_BODY), error);
}

// What a test defines otherwise before it includes this.
#ifndef PLUGIN_DESTROY
static void destroy_nothing(void *instance) { (void)instance; }
#define PLUGIN_DESTROY destroy_nothing
#else
static void PLUGIN_DESTROY(void *instance);
#endif
#ifndef PLUGIN_CANCEL
#define PLUGIN_CANCEL 0
#else
static void PLUGIN_CANCEL(void *instance, hi_id call);
#endif
#ifndef PLUGIN_MAGIC
#define PLUGIN_MAGIC HI_ENTRY_MAGIC
#endif
#ifndef PLUGIN_MAJOR
#define PLUGIN_MAJOR HI_ABI_MAJOR
#endif
#ifndef PLUGIN_START
#define PLUGIN_START start
#endif

static const void *get(const char *id) {
    static const hi_plugin_1 plugin = {sizeof plugin, 0, create, PLUGIN_DESTROY, PLUGIN_START, PLUGIN_CANCEL};
    (void)start;
    return strcmp(id, HI_PLUGIN_1) == 0 ? &plugin : 0;
}

__attribute__((visibility("default"))) const hi_entry hashinsight_plugin = {
    PLUGIN_MAGIC, PLUGIN_MAJOR, HI_ABI_MINOR, sizeof(hi_entry), 0, get};
