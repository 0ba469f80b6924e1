/// Errors across the contract, in buffers whose size the other side says.
#pragma once

#include <hashinsight/base.h>

/// Writes an error into a buffer of a plugin's, no further than its `size`, and returns `status`. Thread: any.
hi_status error_write(hi_error *error, hi_status status, const char *format, ...) __attribute__((format(printf, 3, 4)));

/// Makes an error of a plugin's fit to be sent: believes none of its counts; null is "the plugin gave no reason". Thread: any.
void error_read(hi_error *to, hi_status status, const hi_error *from);

/// An empty buffer to lend to a plugin.
void error_clear(hi_error *error);

/// The error as the bytes of a frame.
hi_bytes error_bytes(const hi_error *error);
