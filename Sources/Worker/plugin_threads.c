#define _GNU_SOURCE
#include "plugin_threads.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "crash.h"

typedef int create(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);

typedef struct {
    void *(*run)(void *);
    void *argument;
} beginning;

int plugin_threads_create_plain(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *), void *argument) {
    static _Atomic(create *) found;
    create *library = atomic_load_explicit(&found, memory_order_relaxed);
    if (!library) {
        library = (create *)dlsym(RTLD_NEXT, "pthread_create");
        if (!library) return EAGAIN;
        atomic_store_explicit(&found, library, memory_order_relaxed);
    }
    return library(thread, attributes, run, argument);
}

static void *begin(void *argument) {
    beginning start = *(beginning *)argument;
    free(argument);
    void *result;
    // However the thread ends, its stack for handlers is given back.
    pthread_cleanup_push(crash_leave_thread, crash_enter_thread());
    result = start.run(start.argument);
    pthread_cleanup_pop(1);
    return result;
}

__attribute__((visibility("default"))) int pthread_create(
    pthread_t *restrict thread, const pthread_attr_t *restrict attributes, void *(*run)(void *), void *restrict argument) {
    beginning *start = malloc(sizeof *start);
    if (!start) return EAGAIN;
    *start = (beginning){run, argument};
    int failure = plugin_threads_create_plain(thread, attributes, begin, start);
    if (failure) free(start);
    return failure;
}
