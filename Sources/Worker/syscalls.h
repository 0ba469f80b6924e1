/// The system calls that a worker may make: a list of what the runtimes of C, Swift and Rust need, and nothing else.
#pragma once

#include <stdbool.h>

/// Whom the list is for.
typedef enum {
    syscalls_of_worker,
    syscalls_of_host,     ///< A program with the host's runtime, which limits itself (trial.h).
    syscalls_of_session,  ///< The same with database sessions: sockets of this machine, and no others.
} syscalls_scope;

/// Installs the filter. `files_are_confined`: something else says which files may be opened, else none may be written. What is not on the list
/// fails with EPERM; what only an attack would try ends the process with SIGSYS.
///
/// Thread: the main one, while it is the only one; later ones inherit it. Failure: reported, never fatal.
void syscalls_enter(bool files_are_confined, syscalls_scope scope);
