// create never returns.
// fails: create
#define MINI_ON_CREATE(host, api, settings, error) for (volatile int forever = 1; forever;) {}
#include "../mini.h"
