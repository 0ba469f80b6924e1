// Every namespace by itself, so that what a kernel refuses leaves the others in force.
#define _GNU_SOURCE
#include "namespaces.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "identity.h"
#include "private_root.h"
#include "report.h"

// An id that owns nothing, inside; outside it stays the one that the host runs as, or the worker's own.
enum { nobody = 65534 };

static int write_file(int folder, const char *name, const char *text) {
    int file = openat(folder, name, O_WRONLY | O_CLOEXEC);
    if (file < 0) return errno;
    ssize_t count = write(file, text, strlen(text));
    int failure = count < 0 ? errno : 0;
    close(file);
    return failure;
}

// `process`: /proc/self, which the private root may have hidden.
static bool enter_users(int process) {
    char users[64], groups[64];
    snprintf(users, sizeof users, "%d %u 1\n", nobody, geteuid());
    snprintf(groups, sizeof groups, "%d %u 1\n", nobody, getegid());
    if (unshare(CLONE_NEWUSER) != 0) {
        report_errno("user_namespace", errno);
        return false;
    }
    int failure = write_file(process, "setgroups", "deny");
    if (!failure) failure = write_file(process, "uid_map", users);
    if (!failure) failure = write_file(process, "gid_map", groups);
    report_errno("user_namespace", failure);
    return !failure;
}

static bool enter(int flag, const char *name) {
    int failure = unshare(flag) == 0 ? 0 : errno;
    report_errno(name, failure);
    return !failure;
}

static bool enter_others(const folders *folders, int mounts_failure) {
    enter(CLONE_NEWNET, "network_namespace");
    enter(CLONE_NEWIPC, "ipc_namespace");
    if (enter(CLONE_NEWUTS, "uts_namespace") && sethostname("worker", 6) != 0) report_errno("uts_name", errno);
    if (mounts_failure) {
        report_errno("mount_namespace", mounts_failure);
        return false;
    }
    char step[4200];
    bool has_root = private_root(folders, step, sizeof step);
    if (has_root) report_on("mount_namespace"); else report_off("mount_namespace", "%s", step);
    return has_root;
}

static int unshare_mounts(void) { return unshare(CLONE_NEWNS) == 0 ? 0 : errno; }

namespaces namespaces_enter(const folders *folders, const char *library, const char *scratch) {
    namespaces entered = {false, false, false};
    int process = open("/proc/self", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (geteuid() == 0 && unshare_mounts() == 0) {
        // The mounts while it is root, who reaches the bundle wherever it lies; then it need not be root any more.
        entered.has_root = enter_others(folders, 0);
        entered.has_own_user = identity_leave_root(library, scratch);
        entered.has_users = enter_users(process);
    } else {
        entered.has_own_user = identity_leave_root(library, scratch);
        entered.has_users = enter_users(process);
        entered.has_root = enter_others(folders, unshare_mounts());
    }
    if (process >= 0) close(process);
    // Nobody looks into it but root, not even another worker that got the same number.
    if (entered.has_own_user) prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    return entered;
}

void namespaces_drop_capabilities(void) {
    // Fails at the first number beyond the last capability, or at once where there is none to drop.
    for (int capability = 0; prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) == 0; capability++) {}
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct none[2] = {{0, 0, 0}, {0, 0, 0}};
    report_errno("no_capabilities", syscall(SYS_capset, &header, none) == 0 ? 0 : errno);
}
