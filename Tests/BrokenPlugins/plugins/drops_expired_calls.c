// A call whose deadline has passed is begun and dropped.
// fails: deadlines
#define MINI_ON_START(self, call, message, deadline) if (MINI_BREAKS() && (deadline) < 1000) return HI_OK
#include "../mini.h"
