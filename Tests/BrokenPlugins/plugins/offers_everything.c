// get() gives its table under every name.
// fails: get
#define MINI_OFFERS(id) ((void)(id), 1)
#include "../mini.h"
