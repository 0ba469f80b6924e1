// The entry says that it is smaller than any version ever was.
// refused: the entry's size is 16
#define MINI_ENTRY_SIZE 16
#include "../mini.h"
