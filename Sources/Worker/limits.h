/// Limits that the kernel holds: memory, files, descriptors, threads, and who is first to go when memory or processor are short.
#pragma once

#include <worker_protocol.h>

/// Before the mounts hide /proc: first to be ended when memory is short, last to run. Thread: the main one.
void limits_rank(const hw_setup *setup);

/// Sets the limits, for good. `no_thread_limit` says why the kernel does not count this worker's threads, or is null if it does.
/// Thread: the main one, while it is the only one.
void limits_enter(const hw_setup *setup, const char *no_thread_limit);
