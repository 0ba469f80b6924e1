// A request is answered as if it were a job, and a job as if it were a request.
// fails: answer-form
#define MINI_KIND(kind) (HI_KIND_HTTP_ANSWER + HI_KIND_JOB_ANSWER - (kind))
#include "../mini.h"
