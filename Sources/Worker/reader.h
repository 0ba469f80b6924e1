/// The reading thread: takes the host's frames one by one and does, or queues, what they ask for.
#pragma once

/// Serves the host until nothing more comes from it and what came is done. Thread: the main one.
void reader_run(void);
