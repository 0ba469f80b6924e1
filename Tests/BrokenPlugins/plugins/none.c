// Nothing is broken: this one must pass.
// fails: nothing
#include "../mini.h"
