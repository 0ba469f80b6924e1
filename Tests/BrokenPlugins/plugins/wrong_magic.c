// The entry's magic is another number.
// refused: the entry's magic is 0x2a
#define MINI_MAGIC 42
#include "../mini.h"
