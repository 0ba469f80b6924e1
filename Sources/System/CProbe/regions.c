#define _GNU_SOURCE
#include "regions.h"

#include <pthread.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { CAPACITY = 8192, QUARANTINE = 4096, FILLER = 0xD5 };

static probe_region regions[CAPACITY];
static int ended[QUARANTINE];  // a ring of the regions that were taken away, oldest first
static int ended_first, ended_count, fresh;
static int unused[CAPACITY], unused_count;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

const probe_region *probe_find(const void *address) {
    for (int index = 0; index < CAPACITY; index++) {
        const probe_region *region = &regions[index];
        const uint8_t *at = address;
        if (region->state != PROBE_FREE && at >= region->base && at < region->base + region->size) return region;
    }
    return NULL;
}

static int find_by_data(const void *data) {
    for (int index = 0; index < fresh; index++)
        if (regions[index].state == PROBE_LENT && regions[index].data == data) return index;
    return -1;
}

/// A free entry; the oldest region taken away goes for it where there is none. The lock is held.
static int take_entry(void) {
    if (unused_count > 0) return unused[--unused_count];
    if (fresh < CAPACITY) return fresh++;
    if (ended_count == 0) return -1;
    int index = ended[ended_first];
    ended_first = (ended_first + 1) % QUARANTINE;
    ended_count--;
    regions[index].state = PROBE_FREE;
    munmap(regions[index].base, regions[index].size);
    return index;
}

static void *map(size_t count, size_t alignment, const char *label, int state, size_t *accessible) {
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    *accessible = (count + page - 1) / page * page;
    size_t size = *accessible + page;
    pthread_mutex_lock(&lock);
    int index = take_entry();
    pthread_mutex_unlock(&lock);
    if (index < 0) return NULL;
    uint8_t *base = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (base == MAP_FAILED) return NULL;
    uint8_t *data = base + (*accessible - count) / alignment * alignment;
    regions[index] = (probe_region){.base = base, .size = size, .data = data, .count = count, .label = label, .state = state};
    return data;
}

void *probe_lend(const void *content, size_t count, size_t alignment, int writable, const char *label) {
    size_t accessible;
    uint8_t *data = map(count, alignment, label, PROBE_LENT, &accessible);
    if (data == NULL || accessible == 0) return data;
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    uint8_t *start = (uint8_t *)((uintptr_t)data / page * page);
    mprotect(start, accessible, PROT_READ | PROT_WRITE);
    memset(start, FILLER, accessible);
    if (content != NULL) memcpy(data, content, count);
    else memset(data, 0, count);
    if (!writable) mprotect(start, accessible, PROT_READ);
    return data;
}

void probe_end(void *data) {
    if (data == NULL) return;
    pthread_mutex_lock(&lock);
    int index = find_by_data(data);
    if (index >= 0) {
        probe_region *region = &regions[index];
        region->state = PROBE_ENDED;
        mprotect(region->base, region->size, PROT_NONE);
        madvise(region->base, region->size, MADV_DONTNEED);
        if (ended_count == QUARANTINE) {
            int oldest = ended[ended_first];
            ended_first = (ended_first + 1) % QUARANTINE;
            ended_count--;
            regions[oldest].state = PROBE_FREE;
            munmap(regions[oldest].base, regions[oldest].size);
            unused[unused_count++] = oldest;
        }
        ended[(ended_first + ended_count++) % QUARANTINE] = index;
    }
    pthread_mutex_unlock(&lock);
}

int probe_slack_is_clean(void *data) {
    pthread_mutex_lock(&lock);
    int index = find_by_data(data);
    int is_clean = 1;
    if (index >= 0) {
        probe_region *region = &regions[index];
        size_t page = (size_t)sysconf(_SC_PAGESIZE);
        const uint8_t *end = region->base + region->size - page;
        for (const uint8_t *at = region->data + region->count; at < end; at++) is_clean &= *at == FILLER;
    }
    pthread_mutex_unlock(&lock);
    return is_clean;
}

void *probe_handle(void) {
    size_t accessible;
    return map(1, 16, "the host's handle", PROBE_HANDLE, &accessible);
}
