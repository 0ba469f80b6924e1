// The protocol is its header; a target needs a source.
#include "worker_protocol.h"

_Static_assert(sizeof(hw_frame) == 48, "frames are 48 bytes and what follows");
_Static_assert(sizeof(hw_setup) == 48, "setup is 48 bytes");
