// Loading and checking: the same checks, in the same order and words, as the host's EntryCheck and PluginFunctions.
#define _GNU_SOURCE
#include "library.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

hi_plugin_1 library_functions;
const hi_plugin_1 *library_interface;

enum { largest_struct = 1 << 20 };  // of more it is no struct but garbage

static hi_status check_entry(const char *path, const hi_entry *entry, char *reason, size_t room) {
    if (entry->magic != HI_ENTRY_MAGIC) {
        snprintf(reason, room, "the entry of %s has magic = 0x%llX, expected 0x%llX", path, (unsigned long long)entry->magic,
                 (unsigned long long)HI_ENTRY_MAGIC);
        return HI_INVALID_ARGUMENT;
    }
    if (entry->abi_major != HI_ABI_MAJOR) {
        snprintf(reason, room, "the entry of %s has abi_major = %u, expected %u", path, entry->abi_major, HI_ABI_MAJOR);
        return HI_UNSUPPORTED;
    }
    if (entry->abi_minor > HI_ABI_MINOR) {
        snprintf(reason, room, "the entry of %s has abi_minor = %u, expected at most %u", path, entry->abi_minor, HI_ABI_MINOR);
        return HI_UNSUPPORTED;
    }
    if (entry->size < sizeof *entry || entry->size > largest_struct) {
        snprintf(reason, room, "the entry of %s has size = %u, expected %zu or more", path, entry->size, sizeof *entry);
        return HI_INVALID_ARGUMENT;
    }
    if (!entry->get) {
        snprintf(reason, room, "the entry of %s has get = null, expected a function", path);
        return HI_INVALID_ARGUMENT;
    }
    return HI_OK;
}

static hi_status take_functions(const char *path, const hi_entry *entry, char *reason, size_t room) {
    const hi_plugin_1 *found = entry->get(HI_PLUGIN_1);
    if (!found) {
        snprintf(reason, room, "the library %s offers no %s: get() gave null", path, HI_PLUGIN_1);
        return HI_UNSUPPORTED;
    }
    if (found->size < 8 || found->size > largest_struct) {
        snprintf(reason, room, "%s of %s has size = %u, expected %zu", HI_PLUGIN_1, path, found->size, sizeof *found);
        return HI_INVALID_ARGUMENT;
    }
    memcpy(&library_functions, found, found->size < sizeof library_functions ? found->size : sizeof library_functions);
    const char *missing = !library_functions.create ? "create" : !library_functions.destroy ? "destroy" : !library_functions.start ? "start" : 0;
    if (missing) {
        snprintf(reason, room, "%s of %s has %s = null, expected a function", HI_PLUGIN_1, path, missing);
        return HI_INVALID_ARGUMENT;
    }
    library_interface = found;
    return HI_OK;
}

hi_status library_load(const char *path, char *reason, size_t room) {
    if (!*path) return HI_OK;  // asked only what protects it
    void *image = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (!image) {
        const char *why = dlerror();
        snprintf(reason, room, "the library %s cannot be loaded: %s", path, why ? why : "the loader gives no reason");
        return HI_INVALID_ARGUMENT;
    }
    const hi_entry *entry = dlsym(image, "hashinsight_plugin");
    if (!entry) {
        snprintf(reason, room, "the library %s does not export the symbol hashinsight_plugin, the constant hi_entry of plugin.h", path);
        return HI_INVALID_ARGUMENT;
    }
    hi_status status = check_entry(path, entry, reason, room);
    return status == HI_OK ? take_functions(path, entry, reason, room) : status;
}
