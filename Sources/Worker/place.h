/// Where threads of the plugin are, told when the host is about to end the worker: a loop without end leaves no backtrace by itself.
#pragma once

#include <stdint.h>

/// Tells where this thread is, stops it, and ends the process once every thread that was asked has told. `asked`: see HW_PLACE_SIGNAL.
/// The host ends the process anyhow, a moment later, whatever happens here. Thread: one that was asked, in its signal handler.
_Noreturn void place_tell(uint32_t asked);
