#include <libpq-fe.h>
#include <sys/ioctl.h>

/// Bytes that lie unread in a socket, to bound what libpq gathers in memory. `ioctl` is variadic and so not imported by itself.
static inline int postgres_bytes_available(int descriptor) {
    int count = 0;
    return ioctl(descriptor, FIONREAD, &count) == 0 ? count : 0;
}
