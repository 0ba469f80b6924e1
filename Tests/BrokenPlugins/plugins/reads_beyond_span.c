// The message is read as if a NUL ended it.
// fails: borrowed-spans
#define MINI_ON_START(self, call, message, deadline) read_on(message)
#include <hashinsight/abi.h>
static void read_on(hi_bytes message);
#include "../mini.h"

static void read_on(hi_bytes message) {
    static atomic_uint sum;
    if (message.count < 64) return;
    for (size_t at = 0; at < message.count + 16; at++) atomic_fetch_add(&sum, ((const volatile uint8_t *)message.data)[at]);
}
