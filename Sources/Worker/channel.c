// Sending: frames are appended to one buffer under a lock, and whoever finds nobody writing writes, until the buffer is empty. So many threads
// cost one write, and a thread waits only for its own. Receiving: one large read, many frames.
#define _GNU_SOURCE
#include "channel.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "failure.h"

enum {
    buffer_bytes = 256 << 10,    // to begin with
    large_bytes = 64 << 10,      // a frame of more is written from where it lies
    waiting_bytes = 1 << 20,     // so much may wait for the writer before senders wait too
    kept_bytes = 1 << 20,        // larger buffers are given back
    old_nanos = 20000,
};

typedef struct {
    uint8_t *bytes;
    size_t count, capacity;
} outgoing;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t written = PTHREAD_COND_INITIALIZER;
static outgoing waiting, spare;               // under `lock`
static _Atomic bool is_writing;               // written under `lock`, read in a signal handler
static _Atomic bool is_ended;                 // the last frame is being sent
static _Thread_local bool gathers, holds_lock;
static uint64_t gathered_at;                  // of the reading thread alone

static size_t padded(size_t count) { return (count + 7) & ~(size_t)7; }

static void take_lock(void) {
    pthread_mutex_lock(&lock);
    holds_lock = true;
    // Another thread has crashed and its frame is the last; the process ends within moments.
    while (atomic_load(&is_ended)) pthread_cond_wait(&written, &lock);
}

static void give_lock(void) {
    holds_lock = false;
    pthread_mutex_unlock(&lock);
}

static void wait_written(void) {
    holds_lock = false;
    pthread_cond_wait(&written, &lock);
    holds_lock = true;
}

static void write_all(struct iovec *parts, int count) {
    while (count > 0) {
        ssize_t done = writev(HW_SOCKET, parts, count);
        if (done < 0) {
            if (errno == EINTR) continue;
            if (errno == EPIPE || errno == ECONNRESET) _exit(0);  // the host has gone
            fail("the socket to the host cannot be written: %s", strerror(errno));
        }
        while (count > 0 && (size_t)done >= parts->iov_len) {
            done -= (ssize_t)parts->iov_len;
            parts++, count--;
        }
        if (count > 0) {
            parts->iov_base = (uint8_t *)parts->iov_base + done;
            parts->iov_len -= (size_t)done;
        }
    }
}

static void make_room(outgoing *buffer, size_t more) {
    if (buffer->capacity - buffer->count >= more) return;
    size_t capacity = buffer->capacity ? buffer->capacity : buffer_bytes;
    while (capacity - buffer->count < more) capacity *= 2;
    uint8_t *bytes = realloc(buffer->bytes, capacity);
    if (!bytes) fail("out of memory for %zu bytes of frames", capacity);
    buffer->bytes = bytes;
    buffer->capacity = capacity;
}

// Writes until nothing waits. The lock is held on entry and on return, not meanwhile.
static void write_waiting(void) {
    atomic_store(&is_writing, true);
    while (waiting.count > 0) {
        outgoing taken = waiting;
        waiting = spare;
        spare = (outgoing){0};
        give_lock();
        struct iovec part = {taken.bytes, taken.count};
        write_all(&part, 1);
        pthread_mutex_lock(&lock);
        holds_lock = true;
        taken.count = 0;
        if (taken.capacity > kept_bytes || spare.bytes) {
            free(taken.bytes);
        } else {
            spare = taken;
        }
    }
    atomic_store(&is_writing, false);
    pthread_cond_broadcast(&written);
    while (atomic_load(&is_ended)) wait_written();
}

static void append(const hw_frame *frame, hi_bytes first, hi_bytes second) {
    make_room(&waiting, frame->total_bytes);
    uint8_t *at = waiting.bytes + waiting.count;
    memset(at + frame->total_bytes - 8, 0, 8);  // padding
    if (first.count) {
        memset(at + sizeof *frame + padded(first.count) - 8, 0, 8);
        memcpy(at + sizeof *frame, first.data, first.count);
    }
    if (second.count) memcpy(at + sizeof *frame + padded(first.count), second.data, second.count);
    memcpy(at, frame, sizeof *frame);
    waiting.count += frame->total_bytes;  // last: a crash while copying leaves no half frame
}

static void write_large(const hw_frame *frame, hi_bytes first, hi_bytes second) {
    static const uint8_t zeros[8];
    while (atomic_load(&is_writing)) wait_written();
    if (waiting.count > 0) write_waiting();
    // Nobody came in between: the lock was not given away since the buffer was found empty.
    atomic_store(&is_writing, true);
    give_lock();
    struct iovec parts[] = {
        {(void *)(uintptr_t)frame, sizeof *frame},
        {(void *)(uintptr_t)first.data, first.count},
        {(void *)(uintptr_t)zeros, padded(first.count) - first.count},
        {(void *)(uintptr_t)second.data, second.count},
        {(void *)(uintptr_t)zeros, padded(second.count) - second.count},
    };
    write_all(parts, 5);
    pthread_mutex_lock(&lock);
    holds_lock = true;
    write_waiting();
}

void channel_send(hw_frame *frame, hi_bytes first, hi_bytes second) {
    size_t total = sizeof *frame + padded(first.count) + padded(second.count);
    if (first.count > HW_MAXIMUM_FRAME_BYTES || second.count > HW_MAXIMUM_FRAME_BYTES || total > HW_MAXIMUM_FRAME_BYTES) {
        fail("a frame of kind %u has %zu bytes, at most %u", frame->kind, total, HW_MAXIMUM_FRAME_BYTES);
    }
    frame->total_bytes = (uint32_t)total;
    frame->first_count = (uint32_t)first.count;
    frame->second_count = (uint32_t)second.count;
    take_lock();
    if (total > large_bytes) {
        write_large(frame, first, second);
    } else {
        while (waiting.count > waiting_bytes && atomic_load(&is_writing)) wait_written();
        if (gathers && waiting.count == 0) gathered_at = monotonic_nanos();
        append(frame, first, second);
        if (!atomic_load(&is_writing) && (!gathers || waiting.count > large_bytes)) write_waiting();
    }
    give_lock();
}

void channel_gather(bool value) { gathers = value; }

void channel_flush(void) {
    take_lock();
    if (waiting.count > 0 && !atomic_load(&is_writing)) write_waiting();
    give_lock();
    gathered_at = 0;
}

void channel_flush_if_old(void) {
    if (gathered_at != 0 && monotonic_nanos() - gathered_at > old_nanos) channel_flush();
}

void channel_send_last(hw_frame *frame) {
    frame->total_bytes = sizeof *frame;
    atomic_store(&is_ended, true);
    const struct timespec moment = {0, 200000};
    int tries = 0;
    // Whoever holds the lock copies a little, and whoever writes has whole frames in hand: both end by themselves, unless the host has stopped
    // reading or this very thread crashed while it copied.
    while ((atomic_load(&is_writing) || (!holds_lock && pthread_mutex_trylock(&lock) != 0)) && ++tries < 250) nanosleep(&moment, 0);
    if (tries >= 250) return;
    struct iovec parts[] = {{waiting.bytes, waiting.count}, {frame, sizeof *frame}};
    size_t left = waiting.count + sizeof *frame;
    ssize_t done = writev(HW_SOCKET, parts, 2);
    while (done > 0 && (size_t)done < left && (size_t)done < waiting.count) {
        left -= (size_t)done;
        waiting.bytes += done, waiting.count -= (size_t)done;
        parts[0] = (struct iovec){waiting.bytes, waiting.count};
        done = writev(HW_SOCKET, parts, 2);
    }
}

// Receiving

static uint8_t *incoming;
static size_t incoming_capacity, incoming_begin, incoming_end;

static const hw_frame *whole_frame(void) {
    size_t here = incoming_end - incoming_begin;
    if (here < sizeof(hw_frame)) return 0;
    const hw_frame *frame = (const hw_frame *)(const void *)(incoming + incoming_begin);
    size_t total = frame->total_bytes;
    if (total < sizeof *frame || total > HW_MAXIMUM_FRAME_BYTES || frame->first_count > total || frame->second_count > total
        || sizeof *frame + padded(frame->first_count) + padded(frame->second_count) != total) {
        fail("a frame of the host, kind %u, says %zu bytes with parts of %u and %u", frame->kind, total, frame->first_count,
             frame->second_count);
    }
    return here < total ? 0 : frame;
}

bool channel_has_more(void) { return whole_frame() != 0; }

const hw_frame *channel_receive(void) {
    for (;;) {
        const hw_frame *frame = incoming ? whole_frame() : 0;
        if (frame) {
            incoming_begin += frame->total_bytes;
            return frame;
        }
        size_t here = incoming_end - incoming_begin;
        size_t wanted = buffer_bytes;
        if (here >= sizeof(hw_frame)) {
            uint32_t total;
            memcpy(&total, incoming + incoming_begin, sizeof total);
            if (total > wanted) wanted = total;
        }
        // Grown for a large frame, given back after it.
        if (wanted > incoming_capacity || (here == 0 && incoming_capacity > kept_bytes && wanted <= buffer_bytes)) {
            uint8_t *larger = aligned_alloc(16, (wanted + 15) & ~(size_t)15);
            if (!larger) fail("out of memory for a frame of %zu bytes", wanted);
            if (here) memcpy(larger, incoming + incoming_begin, here);
            free(incoming);
            incoming = larger;
            incoming_capacity = wanted;
        } else if (incoming_begin > 0 && here > 0) {
            memmove(incoming, incoming + incoming_begin, here);
        }
        incoming_begin = 0;
        incoming_end = here;
        ssize_t count = read(HW_SOCKET, incoming + incoming_end, incoming_capacity - incoming_end);
        if (count == 0 || (count < 0 && (errno == ECONNRESET || errno == EPIPE))) return 0;
        if (count < 0) {
            if (errno == EINTR) continue;
            fail("the socket to the host cannot be read: %s", strerror(errno));
        }
        incoming_end += (size_t)count;
    }
}

hi_bytes frame_first(const hw_frame *frame) {
    return (hi_bytes){(const uint8_t *)(frame + 1), frame->first_count};
}

hi_bytes frame_second(const hw_frame *frame) {
    return (hi_bytes){(const uint8_t *)(frame + 1) + padded(frame->first_count), frame->second_count};
}
