// The message's counts and offsets are believed.
// fails: damaged-messages
#define MINI_IS_VALID(message) ((message).count >= 8)
#include "../mini.h"
