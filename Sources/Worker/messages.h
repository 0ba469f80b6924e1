/// Checks of what a plugin hands over: texts, flat messages (message.h), JSON. They read, never write or keep.
#pragma once

#include <stdbool.h>
#include <hashinsight/abi.h>

/// Largest message taken from a plugin, as in the host; with room for a frame around it.
#define MESSAGE_MAXIMUM_BYTES (((size_t)64 << 20) - 4096)

/// Whether the span has its bytes and no more than `maximum`.
bool span_is_whole(hi_bytes span, size_t maximum);

/// Whether the span is a name: UTF-8 of at most 256 bytes.
bool span_is_name(hi_bytes span);

bool bytes_are_utf8(hi_bytes bytes);

/// Whether the bytes are exactly one JSON object (RFC 8259), nested at most 32 deep.
bool bytes_are_json_object(hi_bytes bytes);

/// Whether every field of a message lies within it. If not, `reason` says in at most `room` bytes which rule is broken.
bool message_is_whole(hi_bytes message, char *reason, size_t room);

uint16_t message_kind(hi_bytes message);

/// Whether a whole message is a batch for `hashinsight.db/1` with statements below `statement_count`; else `reason` says why.
bool message_is_batch(hi_bytes message, uint32_t statement_count, char *reason, size_t room);
