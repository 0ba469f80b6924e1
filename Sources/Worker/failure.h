/// The worker's own end: what it cannot go on after.
#pragma once

/// Writes one line to descriptor 2, which the host keeps for the operator, and ends the process. Thread: any.
_Noreturn void fail(const char *format, ...) __attribute__((format(printf, 1, 2)));
