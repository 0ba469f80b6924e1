// Reads /proc/self/maps for where libraries come from, before the worker has no /proc any more.
#define _GNU_SOURCE
#include "folders.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "failure.h"

static bool is_beneath(const char *path, const char *folder) {
    size_t count = strlen(folder);
    return strncmp(path, folder, count) == 0 && (path[count] == 0 || path[count] == '/');
}

static void add(folders *to, const char *path, bool is_writable, bool is_file) {
    char real[PATH_MAX];
    if (!realpath(path, real) || strcmp(real, "/") == 0) return;
    for (int index = 0; index < to->count; index++) {
        if (is_beneath(real, to->list[index].path) && to->list[index].is_writable == is_writable) return;
    }
    if (to->count == folder_limit) return;
    folder *made = &to->list[to->count++];
    snprintf(made->path, sizeof made->path, "%s", real);
    made->is_writable = is_writable;
    made->is_file = is_file;
}

static void add_with_links(folders *to, const char *path) {
    char target[256];
    ssize_t count = readlink(path, target, sizeof target - 1);
    if (count > 0 && to->link_count < folder_link_limit) {
        folder_link *made = &to->links[to->link_count++];
        snprintf(made->path, sizeof made->path, "%s", path);
        memcpy(made->target, target, (size_t)count);
        made->target[count] = 0;
    }
}

static void add_library_folders(folders *to) {
    FILE *maps = fopen("/proc/self/maps", "re");
    if (!maps) fail("/proc/self/maps cannot be read: %s", strerror(errno));
    char *line = 0;
    size_t room = 0;
    while (getline(&line, &room, maps) > 0) {
        char *path = strchr(line, '/');
        char *name = path ? strrchr(path, '/') : 0;
        if (!name || name == path || !strstr(name, ".so")) continue;
        *name = 0;
        add(to, path, false, false);
        char sibling[PATH_MAX];
        // Where / and /usr are apart, libraries lie in both.
        if (strncmp(path, "/lib", 4) == 0 && snprintf(sibling, sizeof sibling, "/usr%s", path) < (int)sizeof sibling) {
            add(to, sibling, false, false);
        }
    }
    free(line);
    fclose(maps);
    add(to, "/usr/local/lib", false, false);
    add(to, "/etc/ld.so.cache", false, true);
}

static int by_path(const void *a, const void *b) { return strcmp(((const folder *)a)->path, ((const folder *)b)->path); }

void folders_find(folders *to, const char *library, const char *bundle, const char *scratch) {
    memset(to, 0, sizeof *to);
    char folder[PATH_MAX];
    struct stat status;
    bool loads = library[0] != 0;  // else it is asked only what protects it
    if (loads && (stat(bundle, &status) != 0 || !S_ISDIR(status.st_mode))) fail("the bundle folder %s is not there: %s", bundle, strerror(errno));
    if (scratch[0] && (stat(scratch, &status) != 0 || !S_ISDIR(status.st_mode))) {
        fail("the scratch folder %s is not there: %s", scratch, strerror(errno));
    }
    if (loads) add(to, bundle, false, false);
    if (loads && realpath(library, folder)) {
        *strrchr(folder, '/') = 0;
        add(to, folder, false, false);
    }
    if (scratch[0]) add(to, scratch, true, false);
    add_library_folders(to);
    static const char *const linked[] = {"/lib", "/lib32", "/lib64", "/usr/lib64"};
    for (size_t index = 0; index < sizeof linked / sizeof *linked; index++) add_with_links(to, linked[index]);
    qsort(to->list, (size_t)to->count, sizeof *to->list, by_path);
}

const char *folders_scratch(const folders *folders) {
    for (int index = 0; index < folders->count; index++) {
        if (folders->list[index].is_writable) return folders->list[index].path;
    }
    return "";
}
