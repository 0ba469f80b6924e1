/// The folders that a worker can see: its bundle, its scratch folder, and those that hold the libraries of the system.
#pragma once

#include <stdbool.h>
#include <stdint.h>

typedef struct {
    char path[4096];  ///< Real: no symbolic links, absolute.
    bool is_writable, is_file;
} folder;

/// A symbolic link that libraries are found through, such as /lib.
typedef struct {
    char path[64], target[256];
} folder_link;

enum { folder_limit = 32, folder_link_limit = 8 };

typedef struct {
    folder list[folder_limit];  ///< A folder beneath another comes after it.
    int count;
    folder_link links[folder_link_limit];
    int link_count;
    uint64_t scratch_bytes;  ///< In all, 0 = no limit.
    uint32_t scratch_files;  ///< Files and folders, 0 = no limit.
} folders;

/// Finds them. The library folders are those from which the loader took this process's own libraries, and their like: what the plugin's
/// library says about search paths is not asked, since it could name any folder. They are shown whole: which files of them a library needs is
/// found by the loader alone, one after the other, and runtimes load further ones when they run.
///
/// `scratch` may be empty. Thread: the main one. Failure: ends the process if the library, the bundle or the scratch folder is not there.
void folders_find(folders *to, const char *library, const char *bundle, const char *scratch);

/// The real path of the scratch folder, or "". Thread: any.
const char *folders_scratch(const folders *folders);
