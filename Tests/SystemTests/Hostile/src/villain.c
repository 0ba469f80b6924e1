// A hostile plugin: each deed is one way to harm its host or its neighbours. What it tries and is refused it tells in its answer.
#define _GNU_SOURCE
#include "villain.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static hi_host_api api;
static _Atomic int unanswered;  // of all instances of this process

typedef struct {
    hi_host *host;
    char mischief[32];  // what it does where no request asks for it, from its settings
} villain;

static void answer_kind(hi_host *host, hi_id call, uint16_t kind, uint16_t field, const char *json) {
    size_t count = strlen(json);
    size_t total = sizeof(hi_message) + sizeof(hi_field) + count;
    uint8_t *bytes = calloc(1, total);
    if (bytes == NULL) return;
    hi_message head = {.total_bytes = (uint32_t)total, .kind = kind, .field_count = 1};
    hi_field body = {.id = field, .type = HI_FIELD_BYTES, .offset = sizeof head + sizeof body, .value = count};
    memcpy(bytes, &head, sizeof head);
    memcpy(bytes + sizeof head, &body, sizeof body);
    memcpy(bytes + sizeof head + sizeof body, json, count);
    api.complete(host, call, HI_OK, (hi_bytes){bytes, total}, NULL);
    free(bytes);
}

void answer(hi_host *host, hi_id call, const char *json) {
    answer_kind(host, call, HI_KIND_HTTP_ANSWER, HI_ANSWER_BODY, json);
}

void fail(hi_host *host, hi_id call, hi_status status, const hi_error *error) {
    api.complete(host, call, status, (hi_bytes){NULL, 0}, error);
}

static hi_bytes text(const char *text) { return (hi_bytes){(const uint8_t *)text, strlen(text)}; }

/// The path's last segment: the request's only parameter, which stands after its name.
static void read_deed(hi_bytes message, char *deed, size_t size) {
    hi_message head;
    memcpy(&head, message.data, sizeof head);
    int seen = 0;
    deed[0] = 0;
    for (unsigned index = 0; index < head.field_count; index++) {
        hi_field field;
        memcpy(&field, message.data + sizeof head + index * sizeof field, sizeof field);
        if (field.id != HI_REQUEST_PARAMETER || seen++ == 0) continue;
        size_t count = field.value < size - 1 ? (size_t)field.value : size - 1;
        memcpy(deed, message.data + field.offset, count);
        deed[count] = 0;
        return;
    }
}

// MARK: Ways to die

static int __attribute__((noinline)) overflow_stack(volatile char *above) {
    volatile char frame[4096];
    frame[0] = above[0];
    return above[0] == 0 ? 0 : overflow_stack(frame) + frame[0];
}

static void *sleep_for_ever(void *unused) {
    for (;;) pause();
    return unused;
}

static void *spin_for_ever(void *unused) {
    for (volatile unsigned long turns = 0;; turns++) {}
    return unused;
}

/// All that there are to be had, and the caller's own.
static void spin_everywhere(void) {
    pthread_t thread;
    while (pthread_create(&thread, NULL, spin_for_ever, NULL) == 0) {}
    spin_for_ever(NULL);
}

static void *chatter_for_ever(void *unused) {
    static char lines[16384];
    memset(lines, 'x', sizeof lines);
    for (size_t end = 99; end < sizeof lines; end += 100) lines[end] = '\n';
    for (;;) {
        ssize_t written = write(STDERR_FILENO, lines, sizeof lines);
        (void)written;
    }
    return unused;
}

static void eat_memory(void) {
    for (;;) {
        char *block = malloc(1 << 20);
        if (block == NULL) abort();
        memset(block, 0x5a, 1 << 20);
    }
}

/// Threads until the system gives no more; the answer is how many there were.
static int leak_threads(int limit) {
    int made = 0;
    pthread_t thread;
    while (made < limit && pthread_create(&thread, NULL, sleep_for_ever, NULL) == 0) made++;
    return made;
}

static int leak_descriptors(int limit) {
    int made = 0;
    while (made < limit && dup(STDERR_FILENO) >= 0) made++;
    return made;
}

/// Does what the settings say for a place: `<place>-crash` or `<place>-loop`.
static void do_mischief(const villain *self, const char *place) {
    size_t count = strlen(place);
    if (strncmp(self->mischief, place, count) != 0 || self->mischief[count] != '-') return;
    if (strcmp(self->mischief + count, "-crash") == 0) *(volatile int *)8 = 1;
    if (strcmp(self->mischief + count, "-loop") == 0) spin_for_ever(NULL);
}

// MARK: Lies

/// Completes what it was never asked, under handles and ids that could be others'.
static void forge(hi_host *host) {
    uintptr_t own = (uintptr_t)host;
    for (intptr_t step = -64; step <= 64; step++) {
        hi_host *guess = (hi_host *)(own + (uintptr_t)(step * 16));
        if (guess == host) continue;
        for (uint64_t slot = 0; slot < 64; slot++)
            api.complete(guess, slot | (uint64_t)1 << 32, HI_OK, text("forged"), NULL);
        const hi_events_1 *events = api.service(guess, HI_EVENTS_1);
        hi_error error = {.size = sizeof error};
        if (events != NULL) events->publish(guess, text("news"), text("{\"forged\":true}"), &error);
    }
    for (uint64_t slot = 0; slot < 4096; slot++) api.complete(host, slot | (uint64_t)7 << 32, HI_OK, text("forged"), NULL);
}

static void flood(hi_host *host) {
    const hi_log_1 *log = api.service(host, HI_LOG_1);
    const hi_metrics_1 *metrics = api.service(host, HI_METRICS_1);
    const hi_events_1 *events = api.service(host, HI_EVENTS_1);
    hi_error error = {.size = sizeof error};
    char name[64];
    for (int turn = 0; turn < 20000; turn++) {
        if (log != NULL) log->write(host, HI_LOG_ERROR, text("flood\n\x1b[31m flood"));
        snprintf(name, sizeof name, "series_%d_total", turn);
        if (metrics != NULL) metrics->add(host, text(name), 1);
        if (events != NULL) events->publish(host, text("news"), text("{}"), &error);
    }
}

static void answer_giant(hi_host *host, hi_id call) {
    size_t count = (size_t)40 << 20;
    uint8_t *bytes = calloc(1, count);
    if (bytes != NULL) api.complete(host, call, HI_OK, (hi_bytes){bytes, count}, NULL);
    free(bytes);
}

// MARK: The contract

static hi_status start(void *instance, hi_id call, hi_bytes message, uint64_t deadline_nanos, hi_error *error) {
    villain *self = instance;
    hi_host *host = self->host;
    char deed[64], json[4096];
    hi_message head;
    memcpy(&head, message.data, sizeof head);
    if (head.kind == HI_KIND_JOB_RUN) {
        do_mischief(self, "job");
        answer_kind(host, call, HI_KIND_JOB_ANSWER, HI_JOB_ANSWER_SUMMARY, "{}");
        return HI_OK;
    }
    read_deed(message, deed, sizeof deed);
    if (strcmp(deed, "segfault") == 0) *(volatile int *)8 = 1;
    if (strcmp(deed, "trap") == 0) __builtin_trap();
    if (strcmp(deed, "abort") == 0) abort();
    if (strcmp(deed, "stack") == 0) overflow_stack((volatile char[]){1});
    if (strcmp(deed, "exit") == 0) exit(3);
    if (strcmp(deed, "exit-at-once") == 0) _exit(4);
    if (strcmp(deed, "memory") == 0) eat_memory();
    if (strcmp(deed, "loop") == 0) spin_for_ever(NULL);
    if (strcmp(deed, "spin-everywhere") == 0) spin_everywhere();
    if (strcmp(deed, "overwrite") == 0) memset((void *)(uintptr_t)message.data, 0xff, message.count + ((size_t)64 << 20));
    if (strcmp(deed, "overrun") == 0) memset((void *)(uintptr_t)(message.data + message.count), 0xff, 16);
    if (strcmp(deed, "never") == 0) {
        unanswered++;
        return HI_OK;
    }
    if (strcmp(deed, "look") == 0) return ask(&api, host, call, "secrets", deadline_nanos, error);
    if (strncmp(deed, "database-", 9) == 0) return ask(&api, host, call, deed + 9, deadline_nanos, error);
    if (strcmp(deed, "giant") == 0) {
        answer_giant(host, call);
        return HI_OK;
    }
    if (strcmp(deed, "malformed") == 0) {
        api.complete(host, call, HI_OK, text("this is no message at all, whatever its kind may be"), NULL);
        return HI_OK;
    }
    if (strcmp(deed, "twice") == 0) {
        for (int turn = 0; turn < 100; turn++) answer(host, call, "{\"twice\":true}");
        return HI_OK;
    }
    if (strcmp(deed, "threads") == 0) {
        snprintf(json, sizeof json, "{\"made\":%d}", leak_threads(100000));
    } else if (strcmp(deed, "spin") == 0) {
        pthread_t thread;
        int failure = pthread_create(&thread, NULL, spin_for_ever, NULL);
        snprintf(json, sizeof json, "{\"failure\":%d}", failure);
    } else if (strcmp(deed, "chatter") == 0) {
        pthread_t thread;
        int failure = pthread_create(&thread, NULL, chatter_for_ever, NULL);
        snprintf(json, sizeof json, "{\"failure\":%d}", failure);
    } else if (strcmp(deed, "scratch") == 0) {
        fill_scratch(json, sizeof json);
    } else if (strcmp(deed, "descriptors") == 0) {
        snprintf(json, sizeof json, "{\"made\":%d}", leak_descriptors(1000000));
    } else if (strcmp(deed, "forge") == 0) {
        forge(host);
        snprintf(json, sizeof json, "{\"forged\":true}");
    } else if (strcmp(deed, "flood") == 0) {
        flood(host);
        snprintf(json, sizeof json, "{\"flooded\":true}");
    } else if (strcmp(deed, "database") == 0) {
        snprintf(json, sizeof json, "{\"taken\":%d}", flood_database(&api, host, (uint64_t)15 * 1000000000));
    } else if (strcmp(deed, "frames") == 0) {
        write_garbage_frames();
        snprintf(json, sizeof json, "{\"written\":true}");
    } else if (strcmp(deed, "escape") == 0) {
        try_to_escape(json, sizeof json);
    } else {
        snprintf(json, sizeof json, "{\"well\":true,\"process\":%d,\"unanswered\":%d}", getpid(), unanswered);
    }
    answer(host, call, json);
    return HI_OK;
}

static void cancel(void *instance, hi_id call) {
    (void)call;
    do_mischief(instance, "cancel");
}

static hi_status create(const hi_plugin_1 *plugin, hi_host *host, const hi_host_api *offered, hi_bytes settings, void **instance,
                        hi_error *error) {
    (void)plugin;
    (void)error;
    api = *offered;
    villain *self = calloc(1, sizeof *self);
    if (self == NULL) return HI_UNAVAILABLE;
    self->host = host;
    static const char key[] = "\"mischief\":\"";
    const uint8_t *found = settings.count > 0 ? memmem(settings.data, settings.count, key, sizeof key - 1) : NULL;
    if (found != NULL) {
        const uint8_t *from = found + sizeof key - 1, *end = settings.data + settings.count;
        for (size_t at = 0; at < sizeof self->mischief - 1 && from < end && *from != '"'; at++) self->mischief[at] = (char)*from++;
    }
    do_mischief(self, "create");
    *instance = self;
    return HI_OK;
}

static void destroy(void *instance) {
    do_mischief(instance, "destroy");
    free(instance);
}

static const hi_plugin_1 plugin = {
    .size = sizeof(hi_plugin_1), .create = create, .destroy = destroy, .start = start, .cancel = cancel};

static const void *get(const char *id) { return strcmp(id, HI_PLUGIN_1) == 0 ? &plugin : NULL; }

__attribute__((visibility("default"))) const hi_entry hashinsight_plugin = {
    .magic = HI_ENTRY_MAGIC, .abi_major = HI_ABI_MAJOR, .abi_minor = HI_ABI_MINOR, .size = sizeof(hi_entry), .get = get};
