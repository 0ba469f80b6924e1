// Root's processes and threads are not counted by the kernel, whatever namespace they are in, and root owns the files of the host.
#define _GNU_SOURCE
#include "identity.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "report.h"

// Beyond what accounts and containers are given. With the process's number, which is below 2^22, no two workers share one.
static const uint32_t own_numbers = 2000000000;
// Where only 16 bits of numbers are there, as in a container that maps so many.
static const uint32_t few_numbers = 65000, few_count = 500;

static bool set_effective(uint32_t user) {
    // The group first and last as root, which alone may change it.
    return user == 0 ? (geteuid() == 0 || seteuid(0) == 0) && setegid(0) == 0 : setegid(user) == 0 && seteuid(user) == 0;
}

static int try_reading(uint32_t user, const char *library, const char *scratch) {
    if (!set_effective(user)) {
        int failure = errno;
        set_effective(0);
        return failure;
    }
    int failure = library[0] && faccessat(AT_FDCWD, library, R_OK, AT_EACCESS) != 0 ? errno : 0;
    if (!failure && scratch[0] && faccessat(AT_FDCWD, scratch, R_OK | W_OK | X_OK, AT_EACCESS) != 0) failure = errno;
    return set_effective(0) ? failure : errno;
}

static int become(uint32_t user, const char *library, const char *scratch) {
    if (scratch[0] && chown(scratch, user, user) != 0) return errno;
    int failure = try_reading(user, library, scratch);
    if (failure) return failure;
    if (setresgid(user, user, user) != 0 || setresuid(user, user, user) != 0) return errno;
    // Else what it may say of itself in /proc, such as the mapping of its users, would be root's to write.
    return prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) == 0 ? 0 : errno;
}

bool identity_leave_root(const char *library, const char *scratch) {
    if (geteuid() != 0) return false;
    int failure = setgroups(0, 0) == 0 ? 0 : errno;
    if (!failure) {
        uint32_t process = (uint32_t)getpid();
        failure = become(own_numbers + process, library, scratch);
        if (failure == EINVAL) failure = become(few_numbers + process % few_count, library, scratch);
    }
    if (failure && geteuid() == 0 && scratch[0] && chown(scratch, 0, 0) != 0) failure = errno;
    if (failure) {
        report_off("own_user", "the worker stays root, who owns the host's files: %s", strerror(failure));
    } else {
        report_on("own_user");
    }
    return !failure;
}
