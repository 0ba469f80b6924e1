// At most half of the slots are taken, so that a search ends soon.
#include "metric_names.h"

#include <stdlib.h>
#include <string.h>

enum { first_capacity = 32 };

static uint32_t hash(const uint8_t *bytes, size_t count) {
    uint32_t value = 2166136261u;  // FNV-1a
    for (size_t index = 0; index < count; index++) value = (value ^ bytes[index]) * 16777619u;
    return value;
}

// The slot that has the name, or the free one where it belongs.
static metric_name *find(metric_name *slots, uint32_t capacity, const uint8_t *bytes, size_t count) {
    for (uint32_t at = hash(bytes, count);; at++) {
        metric_name *slot = &slots[at & (capacity - 1)];
        if (slot->count == 0 || (slot->count == count && memcmp(slot->bytes, bytes, count) == 0)) return slot;
    }
}

static bool grow(metric_names *names) {
    uint32_t capacity = names->capacity ? 2 * names->capacity : first_capacity;
    metric_name *slots = calloc(capacity, sizeof *slots);
    if (!slots) return false;
    for (uint32_t index = 0; index < names->capacity; index++) {
        const metric_name *name = &names->slots[index];
        if (name->count > 0) *find(slots, capacity, name->bytes, name->count) = *name;
    }
    free(names->slots);
    names->slots = slots;
    names->capacity = capacity;
    return true;
}

static bool take(metric_names *names, hi_bytes name, uint64_t limit) {
    if (names->capacity > 0 && find(names->slots, names->capacity, name.data, name.count)->count > 0) return true;
    if (names->count >= limit) return false;
    if (2 * (names->count + 1) > names->capacity && !grow(names)) return true;
    metric_name *slot = find(names->slots, names->capacity, name.data, name.count);
    slot->count = (uint8_t)name.count;
    memcpy(slot->bytes, name.data, name.count);
    names->count++;
    return true;
}

void metric_names_begin(metric_names *names) {
    *names = (metric_names){.slots = 0};
    pthread_mutex_init(&names->lock, 0);
}

bool metric_names_take(metric_names *names, hi_bytes name, uint64_t limit) {
    pthread_mutex_lock(&names->lock);
    bool is_taken = take(names, name, limit);
    pthread_mutex_unlock(&names->lock);
    return is_taken;
}

void metric_names_end(metric_names *names) {
    free(names->slots);
    pthread_mutex_destroy(&names->lock);
}
