// A refusal says nothing to the person who reads it.
// fails: unknown-calls
#define MINI_FAIL(error, status, text) ((void)(error), (void)(text), (status))
#include "../mini.h"
