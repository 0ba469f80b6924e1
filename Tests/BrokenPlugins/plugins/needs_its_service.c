// The database's table is taken for granted.
// fails: missing-services
#define MINI_COPY(table, target) copy_granted(table, target, sizeof *(target))
#include <stddef.h>
static void copy_granted(const void *table, void *target, size_t known);
#include "../mini.h"

static void copy_granted(const void *table, void *target, size_t known) {
    if (table == NULL && !MINI_BREAKS()) return;
    uint32_t size = *(const volatile uint32_t *)table;
    memcpy(target, table, size < known ? size & ~7u : known);
}
