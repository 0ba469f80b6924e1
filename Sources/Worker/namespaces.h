/// Namespaces of the worker's own: users, mounts with a private root, network, IPC, host name; and no capabilities in them.
#pragma once

#include <stdbool.h>

#include "folders.h"

typedef struct {
    bool has_users;     ///< Limits by user count this worker alone.
    bool has_root;      ///< Nothing but `folders` can be seen.
    bool has_own_user;  ///< The host is root and the worker is not: see identity.h.
} namespaces;

/// Enters them, as far as the kernel lets it, and leaves root; each is reported. `library` and `scratch` may be empty. Thread: the main one, while it is the only one. Failure: reported, never fatal.
namespaces namespaces_enter(const folders *folders, const char *library, const char *scratch);

/// Drops every capability, for good. Thread: the main one, while it is the only one.
void namespaces_drop_capabilities(void);
