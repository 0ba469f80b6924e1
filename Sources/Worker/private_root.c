// The folders are taken hold of first, as detached mounts, so that the new root may cover wherever they lie.
#define _GNU_SOURCE
#include "private_root.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static bool failed(char *reason, size_t room, const char *step, const char *what) {
    snprintf(reason, room, "%s %s: %s", step, what, strerror(errno));
    return false;
}

static int take(const folder *folder) {
    int mount = open_tree(AT_FDCWD, folder->path, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE);
    if (mount < 0) return -1;
    struct mount_attr attributes = {
        .attr_set = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | (folder->is_writable ? MOUNT_ATTR_NOEXEC : MOUNT_ATTR_RDONLY)};
    if (mount_setattr(mount, "", AT_EMPTY_PATH | AT_RECURSIVE, &attributes, sizeof attributes) == 0) return mount;
    int failure = errno;
    close(mount);
    errno = failure;
    return -1;
}

// A scratch folder with a limit is a file system of its own, in memory, which the kernel takes away with the worker.
static bool is_limited(const folders *folders, const folder *folder) { return folder->is_writable && folders->scratch_bytes > 0; }

static bool show_scratch(const folders *folders, const folder *folder) {
    char options[128];
    snprintf(options, sizeof options, "mode=0700,size=%llu,nr_inodes=%u", (unsigned long long)folders->scratch_bytes,
             folders->scratch_files > 0 ? folders->scratch_files + 1 : 0);  // and the folder itself; 0 is no limit
    return mount("scratch", folder->path + 1, "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, options) == 0;
}

// Makes the folders of a path beneath the working folder, and for a file an empty one to be covered. What is there already may be read-only.
static bool make_place(const char *path, bool is_file) {
    char place[4096];
    snprintf(place, sizeof place, "%s", path + 1);
    for (char *slash = strchr(place, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = 0;
        if (mkdir(place, 0755) != 0 && errno != EEXIST && errno != EROFS) return false;
        *slash = '/';
    }
    if (access(place, F_OK) == 0) return true;
    if (!is_file) return mkdir(place, 0755) == 0;
    int file = open(place, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
    if (file >= 0) close(file);
    return file >= 0;
}

static bool fill(const folders *folders, const int *mounts, char *reason, size_t room) {
    for (int index = 0; index < folders->count; index++) {
        const folder *folder = &folders->list[index];
        if (!make_place(folder->path, folder->is_file)) return failed(reason, room, "cannot make a place for", folder->path);
        if (is_limited(folders, folder)) {
            if (!show_scratch(folders, folder)) return failed(reason, room, "cannot limit", folder->path);
        } else if (move_mount(mounts[index], "", AT_FDCWD, folder->path + 1, MOVE_MOUNT_F_EMPTY_PATH) != 0) {
            return failed(reason, room, "cannot show", folder->path);
        }
    }
    for (int index = 0; index < folders->link_count; index++) {
        const folder_link *link = &folders->links[index];
        if (symlink(link->target, link->path + 1) != 0 && errno != EEXIST && errno != EROFS) return failed(reason, room, "cannot link", link->path);
    }
    return true;
}

static bool change_root(char *reason, size_t room) {
    // Stacks the old root on the new one, from where it is taken away whole.
    if (syscall(SYS_pivot_root, ".", ".") == 0) {
        if (umount2(".", MNT_DETACH) != 0) return failed(reason, room, "cannot leave", "the old root");
    } else if (mount(".", "/", 0, MS_MOVE, 0) != 0 || chroot(".") != 0) {
        return failed(reason, room, "cannot change", "the root");
    }
    if (chdir("/") != 0) return failed(reason, room, "cannot enter", "the new root");
    struct mount_attr read_only = {.attr_set = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC};
    if (mount_setattr(AT_FDCWD, "/", 0, &read_only, sizeof read_only) != 0) return failed(reason, room, "cannot close", "the new root");
    return true;
}

bool private_root(const folders *folders, char *reason, size_t room) {
    static const char *const bases[] = {"/tmp", "/var", "/usr"};
    int mounts[folder_limit];
    umask(022);  // who passes through what is made here may be another user than who makes it
    if (mount(0, "/", 0, MS_REC | MS_PRIVATE, 0) != 0) return failed(reason, room, "cannot make private", "the mounts");
    int taken = 0;
    bool done = true;
    for (; done && taken < folders->count; taken++) {
        const folder *folder = &folders->list[taken];
        mounts[taken] = is_limited(folders, folder) ? -1 : take(folder);
        if (mounts[taken] < 0 && !is_limited(folders, folder)) done = failed(reason, room, "cannot take hold of", folder->path);
    }
    if (done) {
        const char *base = 0;
        for (size_t index = 0; !base && index < sizeof bases / sizeof *bases; index++) {
            if (access(bases[index], F_OK) == 0) base = bases[index];
        }
        if (!base || mount("worker", base, "tmpfs", MS_NOSUID | MS_NODEV, "mode=0755,size=256k,nr_inodes=512") != 0) {
            done = failed(reason, room, "cannot mount", "an empty root");
        } else {
            done = chdir(base) == 0 && fill(folders, mounts, reason, room) && change_root(reason, room);
            // Still in the old root, as a rule; else this finds nothing.
            if (!done) umount2(base, MNT_DETACH);
        }
    }
    for (int index = 0; index < taken; index++) {
        if (mounts[index] >= 0) close(mounts[index]);
    }
    if (chdir("/") != 0) return failed(reason, room, "cannot enter", "the root");
    return done;
}
