/// The names of metrics that one instance has used, so that one beyond its limit is refused where it is made.
#pragma once

#include <pthread.h>
#include <stdbool.h>
#include <hashinsight/base.h>

enum { metric_name_bytes = 64 };

/// A name of at most 64 bytes; none if `count` is 0.
typedef struct metric_name {
    uint8_t count, bytes[metric_name_bytes];
} metric_name;

/// A table with open addressing that grows with the names.
typedef struct metric_names {
    pthread_mutex_t lock;
    metric_name *slots;  ///< Null while there is no name.
    uint32_t capacity;   ///< A power of two.
    uint32_t count;
} metric_names;

/// No names. Thread: one, while nobody else uses the struct.
void metric_names_begin(metric_names *names);

/// Whether the name, of 1 to 64 bytes, is one of those so far or may become one: fewer than `limit` are. Thread: any.
///
/// Failure: where memory is out it says yes and does not remember the name; the host counts for itself.
bool metric_names_take(metric_names *names, hi_bytes name, uint64_t limit);

/// Gives the memory back. Thread: one, while nobody else uses the struct.
void metric_names_end(metric_names *names);
