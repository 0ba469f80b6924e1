// When the database cannot be reached, the call is never completed.
// fails: failing-results
#define MINI_ON_RESULT(work, status) if (MINI_BREAKS() && (status) == HI_UNAVAILABLE) return free(work)
#include "../mini.h"
