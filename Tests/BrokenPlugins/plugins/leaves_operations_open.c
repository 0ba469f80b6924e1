// destroy returns while operations that it began are open.
// fails: destroy
#define MINI_ON_DESTROY(self) leave_open(self)
struct instance;
static void leave_open(struct instance *self);
#include "../mini.h"

static void ignore(void *context, hi_id operation, hi_status status, hi_bytes result, const hi_error *error) {
    (void)context, (void)operation, (void)status, (void)result, (void)error;
    usleep(1000);
}

static void leave_open(struct instance *self) {
    hi_message none = {.total_bytes = sizeof none};
    hi_error error = {.size = sizeof error};
    hi_id operation;
    for (int count = 0; count < 40 && self->db.start != NULL; count++)
        self->db.start(self->host, 0, (hi_bytes){(const uint8_t *)&none, sizeof none}, UINT64_MAX, ignore, NULL, &operation, &error);
}
