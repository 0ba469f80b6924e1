// Runs a program on a kernel that refuses the system calls that are named: refuse CALL… -- PROGRAM
#include <errno.h>
#include <seccomp.h>
#include <string.h>
#include <unistd.h>

int main(int count, char **arguments) {
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    int at = 1;
    for (; at < count && strcmp(arguments[at], "--") != 0; at++) {
        int number = seccomp_syscall_resolve_name(arguments[at]);
        if (strcmp(arguments[at], "landlock_create_ruleset") == 0) number = 444;  // younger than some libraries
        if (seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), number, 0) != 0) return 1;
    }
    if (at + 1 >= count || seccomp_load(filter) != 0) return 1;
    execv(arguments[at + 1], arguments + at + 1);
    return 1;
}
