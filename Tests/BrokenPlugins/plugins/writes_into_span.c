// The message is changed in place.
// fails: borrowed-spans
#define MINI_ON_START(self, call, message, deadline) if ((message).count > 0) ((volatile uint8_t *)(message).data)[0] ^= 0
#include "../mini.h"
