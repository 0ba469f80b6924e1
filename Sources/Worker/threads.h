/// The threads that plugin code runs on: calls on the reading thread or on threads with a queue, `create` and `destroy` on one of their own.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Something to do once. The first member of a larger struct, which `run` casts back to and frees.
typedef struct work {
    struct work *next;
    void (*run)(struct work *work);
} work;

/// The stack of each thread that calls run on. Of address space; what a plugin uses of it is memory.
enum { threads_stack_bytes = 4 << 20 };

/// Says where calls run: on the reading thread, or on `most` threads, 0 for two. Thread: the main one, before any other function here.
void threads_choose(bool calls_inline, uint32_t most);
bool threads_are_inline(void);

/// Whether the host is told of each `start` that has returned.
bool threads_tell_return(void);

/// Queues a call; false if a million wait. Thread: the reading one.
bool threads_call(work *work);

/// Queues what must be told whatever waits already. Thread: any.
void threads_always(work *work);

/// Queues for the thread of `create` and `destroy`. Thread: the reading one.
void threads_lifecycle(work *work);

/// Waits until everything that was queued is done. Thread: the reading one.
void threads_finish(void);

/// Starts a detached thread that can report a crash; ends the process if there is none to be had. Thread: any.
void threads_start(const char *name, size_t stack_bytes, void (*run)(void *), void *argument);
