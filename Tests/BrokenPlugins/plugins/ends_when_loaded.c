// A constructor ends the process that loads the library.
// fails: entry
#include "../mini.h"

__attribute__((constructor)) static void end_at_once(void) { _exit(3); }
