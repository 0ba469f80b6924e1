/// A root of the worker's own: an empty, read-only file system with the visible folders in it and nothing else, /proc included.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "folders.h"

/// Makes it the root. Thread: the main one, in a mount namespace of its own. Failure: false; `reason` says which step failed and why, and
/// the old root stays.
bool private_root(const folders *folders, char *reason, size_t room);
