// The order matters: what needs /proc comes before the private root, Landlock's rules name folders as they are in it, capabilities go when the
// mounts are made, and the filter of system calls comes last, since it refuses all of the above.
#define _GNU_SOURCE
#include "confine.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "folders.h"
#include "landlock.h"
#include "limits.h"
#include "namespaces.h"
#include "report.h"
#include "syscalls.h"

static void forget_environment(void) {
    // The strings stay on the stack, where a plugin could find them.
    for (char **entry = environ; entry && *entry; entry++) memset(*entry, 0, strlen(*entry));
    report_errno("no_environment", clearenv() == 0 ? 0 : ENOMEM);
}

static void close_descriptors(void) {
    // 0 is at its end and 1 is 2, so that no file that a plugin opens is taken for them.
    int ends[2];
    if (pipe(ends) == 0) {
        dup2(ends[0], 0);
        for (int index = 0; index < 2; index++) {
            if (ends[index] > HW_SOCKET) close(ends[index]);
        }
    }
    dup2(2, 1);
    report_errno("no_other_descriptors", syscall(SYS_close_range, HW_SOCKET + 1, ~0u, 0) == 0 ? 0 : errno);
}

void confine(const hw_setup *setup, const char *library, const char *bundle, const char *scratch) {
    static folders visible;
    const bool is_root_outside = geteuid() == 0;
    forget_environment();
    close_descriptors();
    limits_rank(setup);
    folders_find(&visible, library, bundle, scratch);
    visible.scratch_bytes = setup->scratch_bytes;
    visible.scratch_files = setup->scratch_files;
    report_errno("no_new_privileges", prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 ? 0 : errno);
    namespaces entered = namespaces_enter(&visible, library, folders_scratch(&visible));
    // The number outside, which a namespace's own number hides.
    bool is_root = is_root_outside && !entered.has_own_user;
    namespaces_drop_capabilities();
    // After the last change of identity, which would undo it. It is the thread that started the worker whose end counts.
    report_errno("ends_with_the_host", prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 ? 0 : errno);
    bool has_landlock = landlock_enter(&visible, false);
    bool is_counted_alone = entered.has_users || entered.has_own_user;
    limits_enter(
        setup, is_root ? "the kernel does not count root's" : !is_counted_alone ? "no user namespace: all processes of this user would count" : 0);
    if (setup->scratch_bytes > 0) {
        if (entered.has_root) {
            report_on("scratch_limit");
        } else {
            report_off("scratch_limit", "no mounts of its own: the host measures the folder and ends a worker whose is too large");
        }
    }
    syscalls_enter(has_landlock || entered.has_root, syscalls_of_worker);
}
