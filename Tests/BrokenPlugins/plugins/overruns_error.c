// The whole hi_error is written, whatever size the caller gave.
// fails: small-structs
#define MINI_FAIL(error, status, text) overrun(error, status, text)
#include <hashinsight/abi.h>
static hi_status overrun(hi_error *error, hi_status status, const char *text);
#include "../mini.h"

static hi_status overrun(hi_error *error, hi_status status, const char *text) {
    error->status = status;
    error->details_count = 0;
    error->message_count = (uint32_t)snprintf(error->message, sizeof error->message, "%s", text);
    return status;
}
