// A constructor changes the entry when it is loaded: the file says ABI 1.0, the library in memory 1.7.
// fails: entry
#define MINI_ENTRY_KIND
#include "../mini.h"

__attribute__((constructor)) static void change(void) { hashinsight_plugin.abi_minor = 7; }
