// A plugin that does what no plugin should: each call keeps its thread for 200 ms, resting or burning.
#include <hashinsight/abi.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct instance {
    hi_host *host;
    hi_host_api api;
} instance;

static uint64_t now_nanos(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static bool contains(hi_bytes message, const char *text) {
    return memmem(message.data, message.count, text, strlen(text)) != NULL;
}

static hi_status start(void *opaque, hi_id call, hi_bytes message, uint64_t deadline_nanos, hi_error *error) {
    (void)deadline_nanos;
    (void)error;
    instance *self = opaque;
    if (contains(message, "/blocker/rest")) {
        nanosleep(&(struct timespec){.tv_nsec = 200000000}, NULL);
    } else {
        for (uint64_t end = now_nanos() + 200000000u; now_nanos() < end;) {}
    }
    hi_error said = {.size = sizeof said, .status = HI_UNAVAILABLE, .message_count = 5, .message = "done."};
    self->api.complete(self->host, call, HI_UNAVAILABLE, (hi_bytes){0}, &said);
    return HI_OK;
}

static void cancel(void *opaque, hi_id call) {
    (void)opaque;
    (void)call;
}

static hi_status create(const hi_plugin_1 *plugin, hi_host *host, const hi_host_api *api, hi_bytes settings, void **result,
                        hi_error *error) {
    (void)plugin;
    (void)settings;
    (void)error;
    instance *self = calloc(1, sizeof *self);
    if (self == NULL) return HI_INTERNAL;
    uint32_t size;
    memcpy(&size, api, sizeof size);
    memcpy(&self->api, api, size < sizeof self->api ? size & ~7u : sizeof self->api);
    self->host = host;
    *result = self;
    return HI_OK;
}

static void destroy(void *opaque) { free(opaque); }

static const hi_plugin_1 plugin = {
    .size = sizeof(hi_plugin_1), .create = create, .destroy = destroy, .start = start, .cancel = cancel};

static const void *get(const char *id) { return strcmp(id, HI_PLUGIN_1) == 0 ? &plugin : NULL; }

__attribute__((visibility("default"))) const hi_entry hashinsight_plugin = {
    .magic = HI_ENTRY_MAGIC, .abi_major = HI_ABI_MAJOR, .abi_minor = HI_ABI_MINOR, .size = sizeof(hi_entry), .get = get};
