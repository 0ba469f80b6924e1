// The table has no start.
// fails: functions
#define MINI_STARTS NULL
#pragma GCC diagnostic ignored "-Wunused-function"
#include "../mini.h"
