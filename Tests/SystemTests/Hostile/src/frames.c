// Garbage on the host's socket: a plugin in a worker can write to it, so the host must believe nothing that comes from there.
#define _GNU_SOURCE
#include "villain.h"

#include <string.h>
#include <unistd.h>

/// As in worker_protocol.h, which a plugin never sees but may know.
typedef struct frame {
    uint32_t total_bytes;
    uint16_t kind;
    uint16_t reserved;
    uint32_t instance;
    int32_t status;
    uint64_t id;
    uint64_t call;
    uint64_t value;
    uint32_t first_count;
    uint32_t second_count;
} frame;

static void send_frame(frame frame) {
    ssize_t written = write(3, &frame, sizeof frame);
    (void)written;
}

/// The worker's own words on what protects it, as a plugin would like them: believed, its scratch folder would have no limit.
static void forge_protections(void) {
    struct {
        frame head;
        char text[24];
    } lies[] = {
        {{.total_bytes = sizeof lies[0], .kind = 52, .first_count = 17}, "scratch_limit=on\n"},
        {{.total_bytes = sizeof lies[0], .kind = 32, .value = 1, .second_count = 17}, "scratch_limit=on\n"},
    };
    ssize_t written = write(3, lies, sizeof lies);
    (void)written;
}

void write_garbage_frames(void) {
    forge_protections();
    for (uint32_t instance = 0; instance < 64; instance++)
        for (uint16_t kind = 0; kind < 64; kind++)
            send_frame((frame){.total_bytes = sizeof(frame), .kind = kind, .instance = instance, .id = instance | (uint64_t)1 << 32});
    // Last: counts that lie far outside.
    send_frame((frame){.total_bytes = 0xfffffff0, .kind = 36, .instance = 1, .first_count = 0x7fffffff, .second_count = 0x7fffffff});
}
