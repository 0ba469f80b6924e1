#define _GNU_SOURCE
#include "villain.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

extern char **environ;

static char *at;
static size_t left;

/// Notes one way: what a success would be worth is not asked, that it succeeded is enough.
static void note(const char *way, int succeeded) {
    int count = snprintf(at, left, "%s\"%s\":\"%s\"", at[-1] == '{' ? "" : ",", way, succeeded ? "ALLOWED" : "refused");
    if (count < 0 || (size_t)count >= left) return;
    at += count;
    left -= (size_t)count;
}

static void try_file(const char *way, const char *path, int flags) {
    int descriptor = open(path, flags, 0600);
    note(way, descriptor >= 0);
    if (descriptor >= 0) close(descriptor);
}

static void try_connect(const char *way, int family, const void *address, socklen_t count) {
    int descriptor = socket(family, SOCK_STREAM, 0);
    note(way, descriptor >= 0 && connect(descriptor, address, count) == 0);
    if (descriptor >= 0) close(descriptor);
}

void try_to_escape(char *json, size_t size) {
    json[0] = '{';
    at = json + 1;
    left = size - 2;
    try_file("read the accounts", "/etc/passwd", O_RDONLY);
    try_file("read the host's environment", "/proc/self/environ", O_RDONLY);
    try_file("read its parent's memory", "/proc/1/mem", O_RDONLY);
    try_file("write a file", "/tmp/villain-was-here", O_WRONLY | O_CREAT);
    try_file("write beside its library", "villain-was-here", O_WRONLY | O_CREAT);
    try_file("read a device", "/dev/mem", O_RDONLY);
    struct sockaddr_in web = {.sin_family = AF_INET, .sin_port = htons(80), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    try_connect("connect to a port", AF_INET, &web, sizeof web);
    struct sockaddr_un database = {.sun_family = AF_UNIX, .sun_path = "/var/run/postgresql/.s.PGSQL.5432"};
    try_connect("connect to the database", AF_UNIX, &database, sizeof database);
    int datagram = socket(AF_INET, SOCK_DGRAM, 0);
    note("make a datagram socket", datagram >= 0);
    // Raw calls: a library's wrapper could refuse by itself.
    long child = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
    if (child == 0) _exit(0);
    note("fork", child > 0);
    char *arguments[] = {"sh", "-c", "exit 0", NULL};
    execve("/bin/sh", arguments, environ);
    note("run a program", 0);
    note("attach to its parent", ptrace(PTRACE_ATTACH, getppid(), 0, 0) == 0);
    char byte;
    struct iovec here = {&byte, 1}, there = {(void *)0x400000, 1};
    note("read another process", process_vm_readv(getppid(), &here, 1, &there, 1, 0) > 0);
    // Signal 0 asks only whether it may: a worker that is not confined must not end the tests.
    note("end its parent", kill(getppid(), 0) == 0);
    note("end everybody", kill(-1, 0) == 0);
    // A limit that it has passed ends a process as well; read only, for the same reason. Where its parent has no number, its own stands in.
    struct rlimit limit;
    note("limit its parent", prlimit(getppid() > 0 ? getppid() : getpid(), RLIMIT_CPU, NULL, &limit) == 0);
    note("mount", mount("none", "/", "tmpfs", 0, NULL) == 0);
    note("make a namespace", unshare(CLONE_NEWUSER) == 0);
    note("have an environment", getenv("PATH") != NULL || getenv("DATABASE_URL") != NULL || getenv("SESSION_SECRET") != NULL);
    note("inherit a descriptor", fcntl(4, F_GETFD) >= 0 || fcntl(5, F_GETFD) >= 0 || fcntl(6, F_GETFD) >= 0);
    note("become root", setuid(0) == 0 && open("/etc/shadow", O_RDONLY) >= 0);
    note("raise its limits", setpriority(0, 0, -10) == 0);
    *at++ = '}';
    *at = 0;
}
