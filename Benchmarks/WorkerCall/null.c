// A plugin that completes every call within `start`, with an empty answer; asked for the route "crash", it traps.
#include <hashinsight/abi.h>
#include <stdlib.h>
#include <string.h>

typedef struct { hi_host *host; const hi_host_api *api; } instance;

static hi_status create(const struct hi_plugin_1 *plugin, hi_host *host, const hi_host_api *api, hi_bytes settings, void **made, hi_error *error) {
    (void)plugin, (void)settings, (void)error;
    instance *self = malloc(sizeof *self);
    *self = (instance){host, api};
    *made = self;
    return HI_OK;
}

static void destroy(void *self) { free(self); }

static int is_crash(const uint8_t *message) {
    const hi_message *head = (const hi_message *)message;
    const hi_field *fields = (const hi_field *)(head + 1);
    for (uint32_t i = 0; i < head->field_count; i++)
        if (fields[i].id == HI_REQUEST_ROUTE) return fields[i].value == 5 && !memcmp(message + fields[i].offset, "crash", 5);
    return 0;
}

static hi_status start(void *context, hi_id call, hi_bytes message, uint64_t deadline, hi_error *error) {
    (void)deadline, (void)error;
    if (is_crash(message.data)) __builtin_trap();
    static const hi_message empty = {sizeof(hi_message), HI_KIND_HTTP_ANSWER, 0};
    instance *self = context;
    self->api->complete(self->host, call, HI_OK, (hi_bytes){(const uint8_t *)&empty, sizeof empty}, 0);
    return HI_OK;
}

static const hi_plugin_1 interface = {sizeof(hi_plugin_1), 0, create, destroy, start, 0};
static const void *get(const char *id) { return strcmp(id, HI_PLUGIN_1) ? 0 : &interface; }
__attribute__((visibility("default"))) const hi_entry hashinsight_plugin = {HI_ENTRY_MAGIC, HI_ABI_MAJOR, HI_ABI_MINOR, sizeof(hi_entry), 0, get};
