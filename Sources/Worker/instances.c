// An open-addressed table of fixed size: a slot is found by the handle, pinned, and looked at again, so that a slot whose instance ended
// meanwhile is not used.
#define _GNU_SOURCE
#include "instances.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "channel.h"

enum { capacity = 4096, never_used = 0, used_before = 1 };

static instance slots[capacity];

static bool take_texts(instance *instance, hi_bytes texts) {
    if (texts.count == 0 || texts.data[texts.count - 1] != 0) return false;
    instance->texts = malloc(texts.count);
    if (!instance->texts) return false;
    memcpy(instance->texts, texts.data, texts.count);
    size_t total = 0;
    for (size_t index = 0; index < texts.count; index++) total += texts.data[index] == 0;
    char *end = 0;
    unsigned long statements = strtoul(instance->texts, &end, 10);
    if (end == instance->texts || *end != 0 || statements > total - 1) return false;
    instance->statement_count = (uint32_t)statements;
    instance->topic_count = (uint32_t)(total - 1 - statements);
    instance->statements = malloc(total * sizeof *instance->statements);
    if (!instance->statements) return false;
    const char *at = instance->texts + strlen(instance->texts) + 1;
    for (size_t index = 0; index < total - 1; index++, at += strlen(at) + 1) instance->statements[index] = at;
    instance->topics = instance->statements + statements;
    return true;
}

static void forget(instance *instance) {
    free(instance->texts);
    free(instance->statements);
    instance->texts = 0;
    instance->statements = instance->topics = 0;
    metric_names_end(&instance->metrics);
}

instance *instances_make(const hw_frame *create) {
    uint64_t handle = instance_handle(create->instance);
    instance *found = 0;
    for (size_t probe = 0; probe < capacity; probe++) {
        instance *slot = &slots[(handle / 16 + probe) % capacity];
        uint64_t there = atomic_load(&slot->handle);
        if (there == handle) return 0;
        if (!found && there <= used_before && atomic_load(&slot->pins) == 0) found = slot;
        if (there == never_used) break;
    }
    if (!found) return 0;
    found->number = create->instance;
    found->services = create->value;
    found->made = 0;
    found->operations = 0;
    found->is_ending = false;
    atomic_store(&found->events_second, 0);
    atomic_store(&found->events_minute, 0);
    metric_names_begin(&found->metrics);
    instances_limit(found, create);
    if (!take_texts(found, frame_second(create))) {
        forget(found);
        return 0;
    }
    atomic_fetch_add(&found->pins, 1);
    atomic_store(&found->handle, handle);
    return found;
}

void instances_limit(instance *instance, const hw_frame *limits) {
    atomic_store(&instance->metric_limit, limits->id);
    atomic_store(&instance->event_limit, limits->call);
}

instance *instances_enter(uint64_t handle) {
    if (handle <= used_before) return 0;
    for (size_t probe = 0; probe < capacity; probe++) {
        instance *slot = &slots[(handle / 16 + probe) % capacity];
        uint64_t there = atomic_load(&slot->handle);
        if (there == never_used) return 0;
        if (there != handle) continue;
        atomic_fetch_add(&slot->pins, 1);
        if (atomic_load(&slot->handle) == handle) return slot;
        atomic_fetch_sub(&slot->pins, 1);
        return 0;
    }
    return 0;
}

void instances_hold(instance *instance) { atomic_fetch_add(&instance->pins, 1); }

void instances_leave(instance *instance) { atomic_fetch_sub(&instance->pins, 1); }

void instances_settle(instance *instance) {
    const struct timespec moment = {0, 100000};
    while (atomic_load(&instance->pins) > 1) nanosleep(&moment, 0);
}

void instances_end(instance *instance) {
    atomic_store(&instance->handle, used_before);
    instances_settle(instance);
    forget(instance);
    instances_leave(instance);
}
