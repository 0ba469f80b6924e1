// The environment is the caller's to choose, and what is inherited by the program is in force before its first line.
#define _GNU_SOURCE
#include "trial.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "failure.h"
#include "folders.h"
#include "landlock.h"
#include "namespaces.h"
#include "report.h"
#include "syscalls.h"

static void tell_missing(int descriptor) {
    for (const char *line = report_text(); *line;) {
        const char *end = strchr(line, '\n');
        int count = (int)(end ? end - line : (long)strlen(line));
        const char *off = memmem(line, (size_t)count, "=off: ", 6);
        if (off) dprintf(descriptor, "n %.*s: %.*s\n", (int)(off - line), line, (int)(line + count - off - 6), off + 6);
        line += count + (end ? 1 : 0);
    }
}

_Noreturn void trial_run(int count, char **arguments) {
    if (count < 5) fail("expected: %s " TRIAL_WORD " REPORT SESSIONS PROGRAM ARGUMENT…", arguments[0]);
    static folders nothing_writable;
    // Root's would see others' environments in /proc, and the program would get them back.
    namespaces_drop_capabilities();
    report_errno("no_new_privileges", prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 ? 0 : errno);
    bool has_landlock = landlock_enter(&nothing_writable, true);
    syscalls_enter(has_landlock, strcmp(arguments[3], "1") == 0 ? syscalls_of_session : syscalls_of_host);
    tell_missing(atoi(arguments[2]));
    execv(arguments[4], arguments + 4);
    fail("%s cannot be started: %s", arguments[4], strerror(errno));
}
