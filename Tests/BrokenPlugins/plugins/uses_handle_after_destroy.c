// A thread of the instance goes on logging after destroy has returned.
// fails: destroy
#define MINI_ON_DESTROY(self) late_begin(self)
struct instance;
static void late_begin(struct instance *self);
#include "../mini.h"

static void *late(void *opaque) {
    instance *copy = opaque;
    usleep(10000);
    copy->log.write(copy->host, HI_LOG_INFO, (hi_bytes){(const uint8_t *)"late", 4});
    free(copy);
    return NULL;
}

static void late_begin(struct instance *self) {
    instance *copy = malloc(sizeof *copy);
    *copy = *self;
    if (copy->log.write == NULL) return free(copy);
    pthread_t thread;
    if (pthread_create(&thread, NULL, late, copy) == 0) pthread_detach(thread);
}
