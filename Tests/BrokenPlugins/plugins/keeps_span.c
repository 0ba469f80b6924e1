// The message of one call is looked at again in the next.
// fails: borrowed-spans
#define MINI_ON_START(self, call, message, deadline) look_back(message)
#include <hashinsight/abi.h>
static void look_back(hi_bytes message);
#include "../mini.h"

static void look_back(hi_bytes message) {
    static _Atomic(const uint8_t *) last;
    static atomic_uint sum;
    const uint8_t *before = atomic_exchange(&last, message.data);
    if (before != NULL) atomic_fetch_add(&sum, before[0]);
}
