// A word longer than the buffer for it is an assertion.
// fails: sizes
#define MINI_ON_WORD(self, word) if ((word).count > 4096 && MINI_BREAKS()) abort()
#include "../mini.h"
