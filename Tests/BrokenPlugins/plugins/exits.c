// A job that it does not know ends the whole process.
// fails: unknown-calls
#define MINI_UNKNOWN_JOB() if (MINI_BREAKS()) exit(0)
#include "../mini.h"
