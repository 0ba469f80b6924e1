// Linux interfaces that Swift's Glibc module leaves out, or that are variadic and so not imported.
#pragma once
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <arpa/inet.h>
#include <fcntl.h>
#include <dlfcn.h>
#include <unistd.h>
#include <errno.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

/// Names the calling thread, at most 15 bytes. No `_GNU_SOURCE` here: it would change types that Swift's Glibc module defines too.
static inline int linux_set_thread_name(const char *name) { return prctl(PR_SET_NAME, name, 0, 0, 0); }

/// A descriptor that becomes readable when the child `process` ends; -1 and errno where the kernel has none. Closed on exec.
static inline int linux_process_descriptor(pid_t process) { return (int)syscall(SYS_pidfd_open, process, 0); }
