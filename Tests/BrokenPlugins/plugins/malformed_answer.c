// The answer says that it is longer than it is.
// fails: answer-form
#define MINI_COMPLETE(self, call, status, answer, error) \
    ((answer).count > 8 ? (answer).count -= 8 : 0), (self)->api.complete((self)->host, call, status, answer, error)
#include "../mini.h"
