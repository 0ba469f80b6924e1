/// The end of a plugin that crashes: said to the host first, then a backtrace on descriptor 2, then the signal's own default.
#pragma once

#include <hashinsight/base.h>
#include <stdbool.h>

/// The call that this thread works for, or 0.
extern _Thread_local hi_id crash_call;

/// The function of the plugin that this thread is in, such as "start", or null.
extern _Thread_local const char *crash_hook;

/// Whether the worker itself started this thread, and not the plugin.
extern _Thread_local bool crash_is_own;

/// This thread calls a function of the plugin, for a call or for none (0).
static inline void crash_enter(const char *hook, hi_id call) {
    crash_call = call;
    crash_hook = hook;
}

/// It has come back.
static inline void crash_leave(void) {
    crash_hook = 0;
    crash_call = 0;
}

/// Warms up what a handler needs. Thread: the main one, before the worker confines itself.
void crash_prepare(void);

/// Gives this thread a stack for handlers, so that an overflow of its own is reported too. Thread: each that the worker starts.
void crash_prepare_thread(void);

/// As above, for a thread that ends. Null if there is no memory: then an overflow of this thread ends the worker without a backtrace.
/// Thread: each that the plugin starts.
void *crash_enter_thread(void);

/// Gives back what `crash_enter_thread` returned. Thread: the same.
void crash_leave_thread(void *lent);

/// Installs the handlers, also of the host's question where a thread is (place.h), over those that a runtime of the plugin's installed, and the catching of `exit`.
/// Thread: the main one, before and after the library is loaded.
void crash_watch(void);
