/// Text on descriptor 2 from a signal handler: nothing here allocates, and nothing but the unwinder takes a lock.
#pragma once

#include <stdint.h>

/// Warms up what `trace_frames` needs. Thread: the main one, before the worker confines itself.
void trace_prepare(void);

/// Appends a text; returns its end, without a NUL. Thread: any.
char *trace_text(char *at, const char *text);

/// Appends a number in a base up to 16; returns its end. Thread: any.
char *trace_number(char *at, uint64_t value, unsigned base);

/// Writes what lies between the two. Thread: any; blocks while the host does not read.
void trace_write(const char *from, const char *to);

/// Writes the frames of the calling thread, a line each, from this function outwards. Thread: any; blocks as above.
void trace_frames(void);
