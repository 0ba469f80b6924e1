// In a worker, a cancelled call is completed at once, and once more when its result comes all the same.
// fails: late-completion-worker
#define MINI_ON_CANCEL(self, call) \
    if (mini_in_worker()) mini_complete_error(self, call, HI_CANCELLED, "The call was cancelled.")
#include "../mini.h"
