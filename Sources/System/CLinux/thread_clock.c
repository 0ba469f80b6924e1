#include "CLinux.h"

_Thread_local int linux_is_host_thread = 0;
_Thread_local unsigned long long linux_last_processor_nanos = 0;
_Thread_local void *linux_call_lane = 0;
