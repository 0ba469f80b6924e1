// A constructor tries to write beside its bundle, to open sockets, to start a process, to find a secret in the environment and to reach
// the process that started it; it ends its own if any of that works.
// fails: nothing
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "../mini.h"

#include <dlfcn.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>

__attribute__((constructor)) static void reach_out(void) {
    Dl_info own;
    char path[4096];
    if (dladdr((void *)reach_out, &own) == 0) _exit(10);
    snprintf(path, sizeof path, "%s.was-here", own.dli_fname);
    if (open(path, O_WRONLY | O_CREAT, 0600) >= 0) _exit(11);
    if (open("/tmp/hashinsight-was-here", O_WRONLY | O_CREAT, 0600) >= 0) _exit(12);
    if (socket(AF_INET, SOCK_STREAM, 0) >= 0 || socket(AF_INET6, SOCK_DGRAM, 0) >= 0) _exit(13);
    pid_t child = fork();
    if (child >= 0) _exit(14);
    if (getenv("DATABASE_URL") != NULL || getenv("HOME") != NULL) _exit(15);
    // In a namespace of its own its parent has no number. No process but itself has a number for it then.
    pid_t other = getppid() > 0 ? getppid() : getpid();
    struct rlimit limit;
    if (prlimit(other, RLIMIT_CPU, NULL, &limit) == 0) _exit(16);
    if (other != getpid() && kill(other, 0) == 0) _exit(17);
}
