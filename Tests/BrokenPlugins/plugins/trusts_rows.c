// The result's offsets are believed.
// fails: hostile-rows
#define MINI_ROW_COUNT(result, count) believe(result, count)
#include <hashinsight/abi.h>
#include <stdbool.h>
static bool believe(hi_bytes result, uint32_t *count);
#include "../mini.h"

static bool believe(hi_bytes result, uint32_t *count) {
    hi_field field;
    hi_rows rows;
    if (mini_find(result, HI_DB_ROWS, HI_FIELD_ROWS, &field) < 0) return false;
    memcpy(&rows, result.data + field.offset, sizeof rows);
    *count = rows.row_count;
    return true;
}
