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

#include "private_root.h"
#include "report.h"

// An id that owns nothing, inside; outside it stays the one that the host runs as.
enum { nobody = 65534 };

static int write_file(const char *path, const char *text) {
    int file = open(path, O_WRONLY | O_CLOEXEC);
    if (file < 0) return errno;
    ssize_t count = write(file, text, strlen(text));
    int failure = count < 0 ? errno : 0;
    close(file);
    return failure;
}

static bool enter_users(void) {
    char users[64], groups[64];
    snprintf(users, sizeof users, "%d %u 1\n", nobody, geteuid());
    snprintf(groups, sizeof groups, "%d %u 1\n", nobody, getegid());
    if (unshare(CLONE_NEWUSER) != 0) {
        report_errno("user_namespace", errno);
        return false;
    }
    int failure = write_file("/proc/self/setgroups", "deny");
    if (!failure) failure = write_file("/proc/self/uid_map", users);
    if (!failure) failure = write_file("/proc/self/gid_map", groups);
    report_errno("user_namespace", failure);
    return !failure;
}

static bool enter(int flag, const char *name) {
    int failure = unshare(flag) == 0 ? 0 : errno;
    report_errno(name, failure);
    return !failure;
}

namespaces namespaces_enter(const folders *folders) {
    namespaces entered = {enter_users(), false};
    enter(CLONE_NEWNET, "network_namespace");
    enter(CLONE_NEWIPC, "ipc_namespace");
    if (enter(CLONE_NEWUTS, "uts_namespace") && sethostname("worker", 6) != 0) report_errno("uts_name", errno);
    char step[4200];
    if (unshare(CLONE_NEWNS) != 0) {
        report_errno("mount_namespace", errno);
    } else if (private_root(folders, step, sizeof step)) {
        entered.has_root = true;
        report_on("mount_namespace");
    } else {
        report_off("mount_namespace", "%s", step);
    }
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
