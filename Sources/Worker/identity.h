/// A user of the worker's own, where the host runs as root: one that owns nothing and that nobody else has.
#pragma once

#include <stdbool.h>

/// Leaves root for good: no groups, and a user and group number that no account has. A scratch folder that is there is given to that user.
/// Where it could not read the library then, root it stays. What came of it is reported; for a host that is not root there is nothing to do.
///
/// `library` and `scratch` are paths as they are seen now; either may be empty.
///
/// Thread: the main one, while it is the only one. Returns whether the worker has a user of its own.
bool identity_leave_root(const char *library, const char *scratch);
