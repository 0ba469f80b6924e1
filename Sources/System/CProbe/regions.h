// The table of guarded regions, shared with the signal handler.
#pragma once

#include "include/CProbe.h"

typedef struct probe_region {
    uint8_t *base;  ///< The mapping; its last page is never accessible.
    size_t size;
    uint8_t *data;
    size_t count;
    const char *label;
    volatile int state;
} probe_region;

/// The region that an address lies in, or null. Takes no lock: for the signal handler.
const probe_region *probe_find(const void *address);
