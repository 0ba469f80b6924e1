#pragma once

#include <hashinsight/abi.h>

/// Tries each way out of a worker once; a JSON object of way and `"refused"` or what it got.
void try_to_escape(char *json, size_t size);

/// Writes frames of a worker's that no worker would: to the descriptor of the host's socket.
void write_garbage_frames(void);
