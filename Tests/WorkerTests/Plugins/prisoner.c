// Tries to leave its worker and says how each attempt ended: `name=result` a line, 0 for success, else the error's name.
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <unistd.h>

#include "plugin.h"

extern char **environ;

static char said[4096];

static void tell(const char *name, const char *result) {
    size_t count = strlen(said);
    snprintf(said + count, sizeof said - count, "%s=%s\n", name, result);
}

static void result(const char *name, long result) { tell(name, result < 0 ? strerrorname_np(errno) : "0"); }

static long file(const char *path, int flags) {
    int opened = open(path, flags, 0600);
    if (opened >= 0) close(opened);
    return opened;
}

static void look_around(void) {
    result("passwd", file("/etc/passwd", O_RDONLY));
    result("proc", file("/proc/self/status", O_RDONLY));
    result("parent", file("/proc/1/environ", O_RDONLY));
    result("sys", file("/sys/kernel/notes", O_RDONLY));
    result("device", file("/dev/null", O_WRONLY));
    result("dots", file("../../../../etc/shadow", O_RDONLY));
    result("write-root", file("/new", O_WRONLY | O_CREAT));
    result("write-library", file("/usr/lib/new", O_WRONLY | O_CREAT));
    DIR *root = opendir("/");
    char names[512] = "";
    for (struct dirent *entry; root && (entry = readdir(root));) {
        if (entry->d_name[0] == '.') continue;
        strncat(names, entry->d_name, sizeof names - strlen(names) - 2);
        strcat(names, " ");
    }
    if (root) closedir(root);
    tell("root", root ? names : strerrorname_np(errno));
    tell("environment", environ && environ[0] ? environ[0] : "empty");
    tell("secret", getenv("SECRET") ? getenv("SECRET") : "none");
}

static void reach_out(void) {
    result("internet", socket(AF_INET, SOCK_STREAM, 0));
    result("unix", socket(AF_UNIX, SOCK_STREAM, 0));
    result("netlink", socket(AF_NETLINK, SOCK_RAW, 0));
    struct sockaddr address = {.sa_family = AF_INET};
    result("connect", connect(3, &address, sizeof address));
    result("execute", execl("/bin/sh", "sh", (char *)0));
    result("fork", syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0));
    result("clone3", syscall(SYS_clone3, 0, 0));
    result("trace", ptrace(PTRACE_ATTACH, getppid(), 0, 0));
    result("kill", kill(getppid(), SIGKILL));
    result("kill-all", kill(-1, 0));
    result("kill-init", kill(1, 0));
    char byte;
    struct iovec here = {&byte, 1}, there = {&byte, 1};
    result("read-memory", process_vm_readv(getppid(), &here, 1, &there, 1, 0));
    result("mount", mount("none", "/tmp", "tmpfs", 0, 0));
    result("chroot", chroot("/"));
    result("unshare", unshare(CLONE_NEWUSER));
    result("setns", setns(3, 0));
    result("io_uring", syscall(SYS_io_uring_setup, 1, 0));
    result("userfaultfd", syscall(SYS_userfaultfd, 0));
    result("keys", syscall(SYS_keyctl, 0, -3, 0));
    result("perf", syscall(SYS_perf_event_open, 0, 0, -1, -1, 0));
    result("pidfd", syscall(SYS_pidfd_open, getppid(), 0));
    result("dumpable", prctl(PR_SET_DUMPABLE, 1));
    result("shared-memory", syscall(SYS_shmget, 0, 4096, 0600));
    result("memory-file", memfd_create("m", 0));
    result("shared-mapping", (long)mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
    result("growing-mapping", (long)mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_GROWSDOWN, -1, 0));
    result("own-signal", kill(getpid(), 0));
    struct rlimit limit = {RLIM_INFINITY, RLIM_INFINITY};
    result("raise-limit", setrlimit(RLIMIT_DATA, &limit));
}

static void use_scratch(const char *folder) {
    char path[4096];
    snprintf(path, sizeof path, "%s/file", folder);
    int opened = open(path, O_RDWR | O_CREAT, 0600);
    result("scratch", opened);
    char kilobyte[1024] = {0};
    int written = 0;
    while (written < 1 << 16 && write(opened, kilobyte, sizeof kilobyte) == sizeof kilobyte) written++;
    result("file-end", written == 1 << 16 ? 0 : -1);
    char count[32];
    snprintf(count, sizeof count, "%d", written);
    tell("file-kilobytes", count);
    result("scratch-code", (long)mmap(0, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, opened, 0));
    result("scratch-mode", fchmod(opened, 0777));
    close(opened);
    snprintf(path, sizeof path, "%s/link", folder);
    result("link", symlink("/etc/passwd", path));
    snprintf(path, sizeof path, "%s/../beside", folder);
    result("beside-scratch", file(path, O_WRONLY | O_CREAT));
}

static void tell_number(const char *name, int number) {
    char text[32];
    snprintf(text, sizeof text, "%d", number);
    tell(name, text);
}

// Many files, each within its own limit, then as many empty ones as there may be.
static void fill_scratch(const char *folder) {
    enum { most = 4096 };
    char path[4096], kilobyte[1024] = {0};
    int kilobytes = 0, files = 0;
    bool is_full = false;
    for (int number = 0; number < most && !is_full; number++) {
        snprintf(path, sizeof path, "%s/full-%d", folder, number);
        int opened = open(path, O_WRONLY | O_CREAT, 0600);
        ssize_t written = -1;
        while (opened >= 0 && (written = write(opened, kilobyte, sizeof kilobyte)) == sizeof kilobyte) kilobytes++;
        is_full = opened < 0 || errno != EFBIG;
        if (is_full) result("full", -1);
        if (opened >= 0) close(opened);
    }
    tell_number("full-kilobytes", kilobytes);
    for (int number = 0; number < most; number++) {
        snprintf(path, sizeof path, "%s/full-%d", folder, number);
        if (unlink(path) != 0) break;
    }
    for (; files < most; files++) {
        snprintf(path, sizeof path, "%s/empty-%d", folder, files);
        if (file(path, O_WRONLY | O_CREAT) < 0) break;
    }
    result("empty", files == most ? 0 : -1);
    tell_number("empty-files", files);
}

static void write_bundle(const char *folder) {
    char path[4096];
    snprintf(path, sizeof path, "%s/new", folder);
    result("write-bundle", file(path, O_WRONLY | O_CREAT));
    result("read-bundle", file(folder, O_RDONLY | O_DIRECTORY));
}

static void take_descriptors(void) {
    int taken[4096], count = 0;
    while (count < 4096 && (taken[count] = dup(2)) >= 0) count++;
    result("descriptors-end", count == 4096 ? 0 : -1);
    char number[32];
    snprintf(number, sizeof number, "%d", count);
    tell("descriptors", number);
    while (count > 0) close(taken[--count]);
}

static void take_memory(void) {
    enum { step = 4 << 20, most = 4096 };
    static void *taken[most];
    int count = 0;
    while (count < most && (taken[count] = malloc(step))) memset(taken[count++], 1, step);
    char number[32];
    snprintf(number, sizeof number, "%d", count * 4);
    tell("memory-megabytes", number);
    while (count > 0) free(taken[--count]);
}

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;

static void *wait_at_gate(void *unused) {
    pthread_mutex_lock(&gate);
    pthread_mutex_unlock(&gate);
    return unused;
}

static void take_threads(void) {
    static pthread_t taken[4096];
    int count = 0;
    pthread_mutex_lock(&gate);
    while (count < 4096 && pthread_create(&taken[count], 0, wait_at_gate, 0) == 0) count++;
    pthread_mutex_unlock(&gate);
    for (int index = 0; index < count; index++) pthread_join(taken[index], 0);
    char number[32];
    snprintf(number, sizeof number, "%d", count);
    tell("threads", number);
}

static void do_nothing(int signal_number) { (void)signal_number; }

// A thread that crashes while another one does waits so: it must not find its way back at once. The clock rings until it is heard.
static void wait_for_signal(void) {
    const struct sigaction action = {.sa_handler = do_nothing};
    const struct itimerval often = {{0, 5000}, {0, 5000}}, never = {{0, 0}, {0, 0}};
    sigset_t alarm;
    sigemptyset(&alarm);
    sigaddset(&alarm, SIGALRM);
    pthread_sigmask(SIG_UNBLOCK, &alarm, 0);
    sigaction(SIGALRM, &action, 0);
    setitimer(ITIMER_REAL, &often, 0);
    result("pause", pause());
    setitimer(ITIMER_REAL, &never, 0);
}

static hi_status answer_call(hi_host *host, hi_id call, const char *route, hi_bytes body, hi_error *error) {
    (void)error;
    char folder[2048];
    snprintf(folder, sizeof folder, "%.*s", (int)body.count, body.data ? (const char *)body.data : "");
    said[0] = 0;
    if (strcmp(route, "look") == 0) look_around();
    if (strcmp(route, "reach") == 0) reach_out();
    if (strcmp(route, "scratch") == 0) use_scratch(folder);
    if (strcmp(route, "fill") == 0) fill_scratch(folder);
    if (strcmp(route, "bundle") == 0) write_bundle(folder);
    if (strcmp(route, "descriptors") == 0) take_descriptors();
    if (strcmp(route, "memory") == 0) take_memory();
    if (strcmp(route, "threads") == 0) take_threads();
    if (strcmp(route, "pause") == 0) wait_for_signal();
    if (strcmp(route, "outrage") == 0) result("reboot", syscall(SYS_reboot, 0, 0, 0, 0));
    complete_text(host, call, "%s", said);
    return HI_OK;
}
