#pragma once

#include <hashinsight/abi.h>

/// Answers a request with JSON.
void answer(hi_host *host, hi_id call, const char *json);

/// Tells that a request failed, and why.
void fail(hi_host *host, hi_id call, hi_status status, const hi_error *error);

/// Tries each way out of a worker once; a JSON object of way and `"refused"` or what it got.
void try_to_escape(char *json, size_t size);

/// Starts a statement of the bundle for a call, which is answered with how it ended.
hi_status ask(const hi_host_api *api, hi_host *host, hi_id call, const char *statement, uint64_t deadline_nanos, hi_error *error);

/// Starts as many slow and large statements as the host takes, and lets them go on for so long; how many it took.
int flood_database(const hi_host_api *api, hi_host *host, uint64_t nanos);

/// Writes frames of a worker's that no worker would: to the descriptor of the host's socket.
void write_garbage_frames(void);

/// Fills the folder that it may write to; what went into it as a JSON object.
void fill_scratch(char *json, size_t size);
