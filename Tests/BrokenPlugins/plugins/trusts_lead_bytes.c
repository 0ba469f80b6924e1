// A word of four bytes and more whose first is no letter and whose fourth is one is an assertion: only chance finds it.
// fails: fuzz
#define MINI_ON_WORD(self, word) if ((word).count >= 4 && (word).data[0] >= 0x80 && (word).data[3] < 0x80 && MINI_BREAKS()) abort()
#include "../mini.h"
