// The service's table is copied whole, whatever size it says.
// fails: small-structs
#define MINI_COPY(table, target) copy_whole(table, target, sizeof *(target))
#include <stddef.h>
static void copy_whole(const void *table, void *target, size_t count);
#include "../mini.h"

static void copy_whole(const void *table, void *target, size_t count) {
    if (table != NULL) memcpy(target, table, count);
}
