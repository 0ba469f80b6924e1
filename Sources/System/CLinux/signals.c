#define _GNU_SOURCE
#include "CLinux.h"

#include <signal.h>

int linux_queue_signal(pid_t process, pid_t thread, int signal, int value) {
    siginfo_t information = {.si_signo = signal, .si_code = SI_QUEUE};
    information.si_pid = getpid();
    information.si_uid = getuid();
    information.si_value.sival_int = value;
    return (int)syscall(SYS_rt_tgsigqueueinfo, process, thread, signal, &information);
}
