// One table under one lock. What arrives for an operation is put in its lane: replies and the end are told in order and never two at once.
#include "operations.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "calls.h"
#include "channel.h"
#include "crash.h"
#include "errors.h"
#include "failure.h"
#include "threads.h"

enum { chunk_slots = 256, chunk_limit = 256, drain_seconds = 10 };

// Something to tell: replies, or the end.
typedef struct news {
    struct news *next;
    bool is_end;
    hi_status status;
    hi_bytes bytes;
    max_align_t copy[];
} news;

typedef struct operation {
    work work;  // runs the lane on the plugin's threads
    hi_id id;   // 0 = free
    instance *instance;
    hi_id call;
    operation_plugin plugin;
    news *first, *last;
    bool is_running;  // somebody is telling
    bool is_ended;    // the end is told or in the lane
    struct operation *next_free;
    uint32_t slot, generation;
} operation;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t drained = PTHREAD_COND_INITIALIZER;
static operation *chunks[chunk_limit];
static uint32_t chunk_count;
static operation *free_operations;

static operation *find(hi_id id) {
    uint32_t slot = (uint32_t)id;
    if (id == 0 || slot >= chunk_count * chunk_slots) return 0;
    operation *found = &chunks[slot / chunk_slots][slot % chunk_slots];
    return found->id == id ? found : 0;
}

static bool grow(void) {
    if (chunk_count == chunk_limit) return false;
    operation *made = calloc(chunk_slots, sizeof *made);
    if (!made) return false;
    for (uint32_t index = chunk_slots; index-- > 0;) {
        made[index].slot = chunk_count * chunk_slots + index;
        made[index].generation = 1;
        made[index].next_free = free_operations;
        free_operations = &made[index];
    }
    chunks[chunk_count++] = made;
    return true;
}

hi_status operations_open(instance *instance, hi_id call, operation_plugin plugin, hi_id *id, hi_error *error) {
    if (call != 0 && !calls_is_open(call, atomic_load(&instance->handle))) {
        return error_write(error, HI_CANCELLED, "the call that this operation is for has ended");
    }
    pthread_mutex_lock(&lock);
    bool is_ending = instance->is_ending;
    operation *made = 0;
    if (!is_ending && (free_operations || grow())) {
        made = free_operations;
        free_operations = made->next_free;
        made->id = (uint64_t)made->generation << 32 | made->slot;
        made->instance = instance;
        made->call = call;
        made->plugin = plugin;
        made->first = made->last = 0;
        made->is_running = made->is_ended = false;
        instance->operations++;
        *id = made->id;
    }
    pthread_mutex_unlock(&lock);
    if (is_ending) return error_write(error, HI_UNAVAILABLE, "the instance is ending");
    if (!made) return error_write(error, HI_UNAVAILABLE, "too much is under way on this host");
    return HI_OK;
}

bool operations_is_open(instance *instance, hi_id id) {
    pthread_mutex_lock(&lock);
    operation *found = find(id);
    bool is_open = found && found->instance == instance && !found->is_ended;
    pthread_mutex_unlock(&lock);
    return is_open;
}

// Under the lock.
static void release(operation *ended) {
    ended->id = 0;
    ended->generation = ended->generation + 1 ? ended->generation + 1 : 1;
    ended->next_free = free_operations;
    free_operations = ended;
    if (--ended->instance->operations == 0) pthread_cond_broadcast(&drained);
}

// The plugin's functions run without the lock: they may start the next operation.
static void tell(const operation *to, hi_id id, const news *item) {
    crash_enter(item->is_end ? "on_result" : "on_replies", to->call);
    if (!item->is_end) {
        to->plugin.on_replies(to->plugin.context, id, item->bytes);
    } else if (item->status == HI_OK) {
        to->plugin.on_result(to->plugin.context, id, HI_OK, item->bytes, 0);
    } else {
        hi_error error;
        error_clear(&error);
        if (item->bytes.count >= sizeof error) memcpy(&error, item->bytes.data, sizeof error);
        error.size = sizeof error;
        error.status = item->status;
        to->plugin.on_result(to->plugin.context, id, item->status, channel_nothing, &error);
    }
    crash_leave();
}

static void run_lane(work *work) {
    operation *lane = (operation *)(void *)work;
    hi_id id = lane->id;
    bool is_over = false;
    while (!is_over) {
        pthread_mutex_lock(&lock);
        news *item = lane->first;
        if (item) {
            lane->first = item->next;
            if (!lane->first) lane->last = 0;
        } else {
            lane->is_running = false;
        }
        pthread_mutex_unlock(&lock);
        if (!item) return;
        tell(lane, id, item);
        is_over = item->is_end;
        free(item);
    }
    pthread_mutex_lock(&lock);
    release(lane);
    pthread_mutex_unlock(&lock);
}

// `copies`: the bytes are another's.
static void put(uint32_t number, hi_id id, news item, bool copies) {
    pthread_mutex_lock(&lock);
    operation *found = find(id);
    if (!found || found->is_ended || found->instance->number != number || (!item.is_end && !found->plugin.on_replies)) {
        pthread_mutex_unlock(&lock);
        return;
    }
    found->is_ended = item.is_end;
    if (!copies && !found->is_running && !found->first) {
        found->is_running = true;
        pthread_mutex_unlock(&lock);
        tell(found, id, &item);
        pthread_mutex_lock(&lock);
        found->is_running = false;
        if (item.is_end) release(found);
        pthread_mutex_unlock(&lock);
        return;
    }
    news *kept = malloc(sizeof *kept + item.bytes.count);
    if (!kept) fail("out of memory for a result of %zu bytes", item.bytes.count);
    *kept = item;
    if (item.bytes.count) memcpy(kept->copy, item.bytes.data, item.bytes.count);
    kept->bytes.data = (const uint8_t *)kept->copy;
    if (found->last) found->last->next = kept; else found->first = kept;
    found->last = kept;
    bool starts = !found->is_running;
    found->is_running = true;
    if (starts) {
        found->work.run = run_lane;
        threads_always(&found->work);
    }
    pthread_mutex_unlock(&lock);
}

void operations_deliver(uint32_t number, hi_id id, hi_bytes replies) {
    put(number, id, (news){.bytes = replies}, !threads_are_inline());
}

void operations_end(uint32_t number, hi_id id, hi_status status, hi_bytes result) {
    if (status < HI_OK || status > HI_INTERNAL) status = HI_INTERNAL;
    put(number, id, (news){.is_end = true, .status = status, .bytes = result}, !threads_are_inline());
}

// The next operation of the instance from `slot` on that has not ended; 0 if there is none. Under the lock.
static hi_id next_open(const instance *instance, uint32_t *slot) {
    for (; *slot < chunk_count * chunk_slots; (*slot)++) {
        operation *here = &chunks[*slot / chunk_slots][*slot % chunk_slots];
        if (here->id != 0 && here->instance == instance && !here->is_ended) {
            (*slot)++;
            return here->id;
        }
    }
    return 0;
}

void operations_drain(instance *instance) {
    pthread_mutex_lock(&lock);
    instance->is_ending = true;
    uint32_t slot = 0;
    for (hi_id id; (id = next_open(instance, &slot));) {
        pthread_mutex_unlock(&lock);
        hw_frame stop = {.kind = HW_STOP, .instance = instance->number, .id = id};
        channel_send(&stop, channel_nothing, channel_nothing);
        pthread_mutex_lock(&lock);
    }
    struct timespec limit;
    clock_gettime(CLOCK_REALTIME, &limit);
    limit.tv_sec += drain_seconds;
    while (instance->operations > 0 && pthread_cond_timedwait(&drained, &lock, &limit) == 0) {}
    slot = 0;
    for (hi_id id; (id = next_open(instance, &slot));) {
        pthread_mutex_unlock(&lock);
        hi_error error;
        error_clear(&error);
        error_write(&error, HI_CANCELLED, "the instance has ended");
        put(instance->number, id, (news){.is_end = true, .status = HI_CANCELLED, .bytes = error_bytes(&error)}, true);
        pthread_mutex_lock(&lock);
    }
    // What is in a lane is the plugin's to take.
    while (instance->operations > 0) pthread_cond_wait(&drained, &lock);
    pthread_mutex_unlock(&lock);
}
