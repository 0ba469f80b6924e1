// A constructor tries to write beside its bundle, to open sockets, to start a process and to find a secret in the environment; it ends the
// process if any of that works.
// fails: nothing
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "../mini.h"

#include <dlfcn.h>
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
}
