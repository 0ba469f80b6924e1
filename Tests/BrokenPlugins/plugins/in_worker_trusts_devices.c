// In a worker, replies of more than five kilobytes are an assertion.
// fails: device-replies-worker
// manifest: devices
#define MINI_BREAKS() mini_in_worker()
#include "trusts_devices.c"
