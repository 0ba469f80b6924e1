// A call that was begun is forgotten.
// fails: answers
#define MINI_COMPLETE(self, call, status, answer, error) (void)(self), (void)(call), (void)(answer), (void)(error)
#include "../mini.h"
