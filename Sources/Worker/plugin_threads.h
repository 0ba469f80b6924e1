/// Threads that the plugin starts itself: each gets a stack for the handlers of a crash, so that an overflow of its own stack is reported as
/// any other crash is. The program's own `pthread_create`, which libraries find before the C library's, sees to it.
#pragma once

#include <pthread.h>

/// The C library's `pthread_create`, for threads that see to their stacks themselves. Thread: any.
int plugin_threads_create_plain(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *), void *argument);
