/// The worker's confinement: everything that must be in force before the first line of the plugin runs.
#pragma once

#include <worker_protocol.h>

/// Confines this process; each protection is reported, in force or not. `library` is written as its real path.
/// Thread: the main one, while it is the only one. Failure: what the kernel does not offer is reported; ends the process if the folders are missing.
void confine(const hw_setup *setup, const char *library, const char *bundle, const char *scratch);
