// Inline calls sleep on the host's event loop.
// fails: inline-calls
#define MINI_ON_START(self, call, message, deadline) usleep(2000)
#include "../mini.h"
