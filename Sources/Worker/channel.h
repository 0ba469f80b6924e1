/// The worker's end of the socket: whole frames out from any thread, frames in on the reading thread.
#pragma once

#include <stdbool.h>
#include <worker_protocol.h>

static const hi_bytes channel_nothing = {0, 0};

/// Sends one frame whole; fills in its counts. Frames of one thread, and of threads that know of each other's, arrive in their order.
///
/// Thread: any. Ownership: the spans are borrowed until it returns. Blocks while the host reads nothing and a megabyte waits.
/// Failure: none that a caller could use; a socket that is broken, or a frame beyond the limit, ends the process.
void channel_send(hw_frame *frame, hi_bytes first, hi_bytes second);

/// While set, frames of this thread wait for `channel_flush` or for the next frame of another thread. Thread: the reading one.
void channel_gather(bool gathers);

/// Writes what was gathered. Thread: the reading one.
void channel_flush(void);

/// Writes what was gathered if the first of it has waited for long. Thread: the reading one.
void channel_flush_if_old(void);

/// Writes all that was sent before and then this frame, as the last one: later senders wait for ever.
///
/// Thread: one, once, in a signal handler. Gives up if another thread is stuck in the middle of a frame.
void channel_send_last(hw_frame *frame);

/// Reads the next frame; its memory is good until the next call. Null when the host has closed the socket.
///
/// Thread: the reading one. Failure: a frame that breaks the rules of `hw_frame` ends the process; the host is of the same build.
const hw_frame *channel_receive(void);

/// Whether another whole frame is here already. Thread: the reading one.
bool channel_has_more(void);

/// The parts of a frame that `channel_receive` gave.
hi_bytes frame_first(const hw_frame *frame);
hi_bytes frame_second(const hw_frame *frame);
