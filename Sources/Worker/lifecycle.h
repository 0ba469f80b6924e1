/// `create` and `destroy`: one at a time, on a thread of their own.
#pragma once

#include <worker_protocol.h>

/// Makes an instance by HW_CREATE and answers HW_CREATED. Thread: the reading one; the frame is borrowed until it returns.
void lifecycle_create(const hw_frame *frame);

/// Ends an instance and answers HW_DESTROYED: after its calls and deliveries have returned and its operations have ended. An unknown one
/// is answered too. Thread: the reading one.
void lifecycle_destroy(uint32_t number);
