/// The plugin's library: loaded once, its entry checked field by field before anything of it is called.
#pragma once

#include <hashinsight/abi.h>

/// Loads and checks the library; runs its constructors. Returns HI_OK, or why it cannot be served with a text for the operator.
/// Thread: the main one.
hi_status library_load(const char *path, char *reason, size_t room);

/// The functions of `hashinsight.plugin/1`, as far as both sides know them. Good after `library_load` gave HI_OK. `cancel` may be null.
extern hi_plugin_1 library_functions;

/// The table as `get` returned it; handed back to `create`.
extern const hi_plugin_1 *library_interface;
