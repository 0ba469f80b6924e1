// Queues and the threads that empty them. A plugin that blocks its threads delays only itself; the reader goes on.
#define _GNU_SOURCE
#include "threads.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

#include "crash.h"
#include "failure.h"
#include "plugin_threads.h"

enum { pool_width = 2, queue_limit = 1 << 20 /* as many calls as a host has */ };

typedef struct {
    pthread_mutex_t lock;
    pthread_cond_t filled, emptied;
    work *first, *last;
    int count, idle, started, width, running;
    const char *name;
} queue;

static bool is_inline, is_shared;
static queue pool = {
    PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, PTHREAD_COND_INITIALIZER, .width = pool_width, .name = "calls"};
static queue lifecycle = {
    PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, PTHREAD_COND_INITIALIZER, .width = 1, .name = "lifecycle"};

void threads_choose(bool calls_inline, uint32_t most) {
    is_inline = calls_inline;
    if (most > 0) pool.width = (int)most;
    is_shared = most > 0 && !calls_inline;
}

bool threads_tell_return(void) { return is_shared; }

bool threads_are_inline(void) { return is_inline; }

static void empty(void *argument) {
    queue *from = argument;
    pthread_mutex_lock(&from->lock);
    for (;;) {
        work *next = from->first;
        if (!next) {
            from->idle++;
            pthread_cond_wait(&from->filled, &from->lock);
            from->idle--;
            continue;
        }
        from->first = next->next;
        if (!from->first) from->last = 0;
        from->count--;
        from->running++;
        pthread_mutex_unlock(&from->lock);
        next->run(next);
        pthread_mutex_lock(&from->lock);
        if (--from->running == 0 && from->count == 0) pthread_cond_broadcast(&from->emptied);
    }
}

static int try_start(const char *name, size_t stack_bytes, void (*run)(void *), void *argument);

static bool put(queue *to, work *item, int limit) {
    pthread_mutex_lock(&to->lock);
    if (to->count >= limit) {
        pthread_mutex_unlock(&to->lock);
        return false;
    }
    item->next = 0;
    if (to->last) to->last->next = item; else to->first = item;
    to->last = item;
    to->count++;
    bool starts = to->idle < to->count && to->started < to->width;
    if (starts) to->started++;
    bool wakes = to->idle > 0;
    pthread_mutex_unlock(&to->lock);
    if (wakes) pthread_cond_signal(&to->filled);  // without the lock, which the woken one takes first
    if (!starts) return true;
    int failure = try_start(to->name, threads_stack_bytes, empty, to);
    if (failure == 0) return true;
    // Where memory or the number of threads is used up, those that there are do it in turn.
    pthread_mutex_lock(&to->lock);
    bool is_alone = --to->started == 0;
    pthread_mutex_unlock(&to->lock);
    if (is_alone) fail("no thread for %s: %s", to->name, strerror(failure));
    return true;
}

bool threads_call(work *work) { return put(&pool, work, queue_limit); }

void threads_always(work *work) { put(&pool, work, 1 << 30); }

void threads_lifecycle(work *work) { put(&lifecycle, work, 1 << 30); }

static void finish(queue *queue) {
    pthread_mutex_lock(&queue->lock);
    while (queue->count + queue->running > 0) pthread_cond_wait(&queue->emptied, &queue->lock);
    pthread_mutex_unlock(&queue->lock);
}

void threads_finish(void) {
    finish(&lifecycle);
    finish(&pool);
}

typedef struct {
    const char *name;
    void (*run)(void *);
    void *argument;
} beginning;

static void *begin(void *argument) {
    beginning start = *(beginning *)argument;
    free(argument);
    prctl(PR_SET_NAME, start.name);
    crash_prepare_thread();
    start.run(start.argument);
    return 0;
}

static int try_start(const char *name, size_t stack_bytes, void (*run)(void *), void *argument) {
    beginning *start = malloc(sizeof *start);
    if (!start) return ENOMEM;
    *start = (beginning){name, run, argument};
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attributes, stack_bytes);
    pthread_t thread;
    int failure = plugin_threads_create_plain(&thread, &attributes, begin, start);
    pthread_attr_destroy(&attributes);
    if (failure) free(start);
    return failure;
}

void threads_start(const char *name, size_t stack_bytes, void (*run)(void *), void *argument) {
    int failure = try_start(name, stack_bytes, run, argument);
    if (failure) fail("no thread for %s: %s", name, strerror(failure));
}
