/// Landlock: the kernel's own list of what this process may open, besides what its mounts show.
#pragma once

#include <stdbool.h>

#include "folders.h"

/// Restricts this process to reading beneath the folders, writing beneath those that are writable, no TCP, no signals and no abstract
/// sockets of others. With `may_read_all` only writing is held to the folders. True if files are confined. Thread: the main one, while it is the only one. Failure: reported, never fatal.
bool landlock_enter(const folders *folders, bool may_read_all);
