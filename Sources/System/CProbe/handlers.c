#define _GNU_SOURCE
#include "regions.h"

#include <dlfcn.h>
#include <signal.h>
#include <string.h>
#include <sys/ucontext.h>
#include <unistd.h>

static int report = -1;

static void put(char *line, size_t *at, const char *text) {
    while (*text != 0 && *at < 500) line[(*at)++] = *text++;
}

static void put_hexadecimal(char *line, size_t *at, uint64_t number) {
    char digits[17];
    int count = 0;
    do digits[count++] = "0123456789abcdef"[number & 15];
    while ((number >>= 4) != 0);
    put(line, at, "0x");
    while (count > 0 && *at < 500) line[(*at)++] = digits[--count];
}

/// 1 = a write, 0 = a read, -1 = unknown.
static int is_write(void *context) {
#if defined(__x86_64__)
    return (((ucontext_t *)context)->uc_mcontext.gregs[REG_ERR] & 2) != 0;
#else
    (void)context;
    return -1;
#endif
}

static void *instruction(void *context) {
#if defined(__x86_64__)
    return (void *)((ucontext_t *)context)->uc_mcontext.gregs[REG_RIP];
#elif defined(__aarch64__)
    return (void *)((ucontext_t *)context)->uc_mcontext.pc;
#else
    (void)context;
    return NULL;
#endif
}

static const char *name_of(int signal) {
    switch (signal) {
        case SIGSEGV: return "SIGSEGV";
        case SIGBUS: return "SIGBUS";
        case SIGABRT: return "SIGABRT";
        case SIGILL: return "SIGILL";
        case SIGTRAP: return "SIGTRAP";
        case SIGFPE: return "SIGFPE";
        default: return "a signal";
    }
}

// Writes one line with calls that are allowed here (dladdr is not on that list, but the process ends anyway), then lets the default
// action end the process: SA_RESETHAND has restored it.
static void on_crash(int signal, siginfo_t *info, void *context) {
    char line[512];
    size_t at = 0;
    put(line, &at, "c ");
    put(line, &at, name_of(signal));
    if (signal == SIGSEGV || signal == SIGBUS) {
        const probe_region *region = probe_find(info->si_addr);
        int write = is_write(context);
        const char *verb = write == 1 ? "wrote" : write == 0 ? "read" : "touched";
        put(line, &at, ": the plugin ");
        put(line, &at, verb);
        if (region == NULL) {
            put(line, &at, " at ");
            put_hexadecimal(line, &at, (uint64_t)(uintptr_t)info->si_addr);
        } else if (region->state == PROBE_ENDED) {
            put(line, &at, " ");
            put(line, &at, region->label);
            put(line, &at, " after it was no longer lent");
        } else if (region->state == PROBE_HANDLE) {
            put(line, &at, " behind the host's handle, which is a name and no address");
        } else if ((uint8_t *)info->si_addr >= region->data + region->count) {
            put(line, &at, " beyond the end of ");
            put(line, &at, region->label);
        } else {
            put(line, &at, write == 1 ? " into " : " ");
            put(line, &at, region->label);
            if (write == 1) put(line, &at, ", which is only lent for reading");
        }
    }
    void *place = instruction(context);
    Dl_info image;
    if (place != NULL && dladdr(place, &image) != 0 && image.dli_fname != NULL) {
        const char *file = strrchr(image.dli_fname, '/');
        put(line, &at, " (in ");
        put(line, &at, file != NULL ? file + 1 : image.dli_fname);
        put(line, &at, "+");
        put_hexadecimal(line, &at, (uint64_t)((uintptr_t)place - (uintptr_t)image.dli_fbase));
        put(line, &at, ")");
    }
    line[at++] = '\n';
    if (write(report, line, at) < 0) _exit(126);
    // The fault comes again under the default action; a signal that was sent is sent again.
    if (signal == SIGABRT || info->si_code <= 0) raise(signal);
}

void probe_install_handlers(int report_descriptor) {
    static char stack[65536];
    stack_t alternative = {.ss_sp = stack, .ss_size = sizeof stack};
    report = report_descriptor;
    sigaltstack(&alternative, NULL);
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = on_crash;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK | (int)SA_RESETHAND;
    static const int signals[] = {SIGSEGV, SIGBUS, SIGABRT, SIGILL, SIGTRAP, SIGFPE};
    for (size_t index = 0; index < sizeof signals / sizeof signals[0]; index++) sigaction(signals[index], &action, NULL);
}
