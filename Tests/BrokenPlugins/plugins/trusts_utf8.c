// A word that is not UTF-8 is an assertion.
// fails: bad-text
#define MINI_ON_WORD(self, word) for (size_t at = 0; at < (word).count; at++) if ((word).data[at] >= 0xF5 && MINI_BREAKS()) abort()
#include "../mini.h"
