/// What a runtime in the plugin may ask of the kernel about its own threads, answered without /proc.
///
/// libdispatch, which Swift's tasks run on, opens /proc/<thread>/stat of each of its threads every second while work waits, to start another
/// thread for one that is blocked; it traps if it cannot. A worker has no /proc, so the program's own `open`, which libraries find before the C
/// library's, answers that every thread runs: then no thread more is started than the machine has processors.
#pragma once

#include <stdbool.h>

/// Whether a path is one that ``thread_states_open`` answers. Thread: any.
bool thread_states_is(const char *path);

/// A descriptor from which the state "running" can be read once; -1 and errno if there is none to be had. Thread: any.
int thread_states_open(bool is_non_blocking);
