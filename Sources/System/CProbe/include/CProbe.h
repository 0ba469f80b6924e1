// What the conformance kit's child process needs below Swift: a signal handler that says what was touched, memory that can be taken away,
// and counts of what a plugin holds.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// What a guarded region holds; the handler puts it into words.
enum {
    PROBE_FREE = 0,
    PROBE_LENT = 1,    ///< A span or struct that is lent to the plugin now.
    PROBE_ENDED = 2,   ///< The same after its call has returned: no access at all.
    PROBE_HANDLE = 3   ///< A handle: its address is a name and nothing lies there.
};

/// Reports of crashes go to `report_descriptor` as one line that begins with "c ". Call once, before any plugin's code.
void probe_install_handlers(int report_descriptor);

/// Limits for the whole process; a value of 0 leaves a limit alone. The process dies with its parent, and dumps no core.
void probe_limit_process(uint64_t memory_bytes, uint64_t cpu_seconds, uint64_t descriptors);

/// Memory for `count` bytes, which end where a page begins that cannot be touched, as far as alignment to `alignment` lets them;
/// filled with `content` if that is not null. `writable` decides whether the plugin may write. Null without memory.
///
/// `label` must live as long as the process. Thread: any. Give it back with `probe_end`.
void *probe_lend(const void *content, size_t count, size_t alignment, int writable, const char *label);

/// Takes the memory away: whoever touches it from now on crashes with a line that says so. It is reused after some thousand others.
void probe_end(void *data);

/// Bytes between the end of the data and the untouchable page still as they were; 0 if something was written there.
int probe_slack_is_clean(void *data);

/// An address that names a host and cannot be touched.
void *probe_handle(void);

/// Bytes that malloc has given out, in all arenas and mappings.
uint64_t probe_heap_bytes(void);

/// Of the calling thread: CPU time in nanoseconds, and how often it has waited.
void probe_thread_usage(uint64_t *cpu_nanos, uint64_t *waits);

/// A pipe that no other child inherits: 0, or -1 with errno.
int probe_pipe(int *ends);
