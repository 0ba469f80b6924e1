/// `hashinsight-worker try REPORT SESSIONS PROGRAM ARGUMENT…`: confines this process and becomes the program. For the cases of `plugins check`
/// that run a plugin in the host's own runtime, which cannot live in a worker's confinement.
#pragma once

/// The word that asks for it.
#define TRIAL_WORD "try"

/// No capabilities, no new privileges, nothing written anywhere, no signals to others, no processes, no sockets; with SESSIONS = 1 sockets of this machine. Reading
/// files stays allowed. What the kernel does not offer is told on the descriptor REPORT, a line each that begins with "n ".
///
/// Thread: the main one, while it is the only one. Failure: ends the process with a word on standard error.
_Noreturn void trial_run(int count, char **arguments);
