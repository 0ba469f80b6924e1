/// Ends the worker when its host has gone, whatever the plugin is doing.
#pragma once

/// Starts the thread that waits for the socket's hangup. Thread: the main one.
void watchdog_start(void);
