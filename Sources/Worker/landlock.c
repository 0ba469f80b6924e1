// The numbers are the kernel's interface; headers of a distribution may know fewer than the kernel does, so those after version 2 stand here.
#define _GNU_SOURCE
#include "landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "report.h"

enum { refer_since = 2, truncate_since = 3, tcp_since = 4, devices_since = 5, scopes_since = 6 };

static const uint64_t rights_of_version_1 = (1u << 13) - 1;
static const uint64_t refer = 1u << 13, truncate_file = 1u << 14, control_device = 1u << 15;
static const uint64_t bind_and_connect = 3, sockets_and_signals = 3;

// As of version 6; older kernels take its beginning.
typedef struct {
    uint64_t files, network, scopes;
} ruleset;

static bool allow(int rules, const folder *folder, uint64_t handled) {
    uint64_t rights = LANDLOCK_ACCESS_FS_READ_FILE;
    if (!folder->is_file) rights |= LANDLOCK_ACCESS_FS_READ_DIR;
    if (folder->is_writable) {
        rights |= LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE
            | LANDLOCK_ACCESS_FS_REMOVE_DIR | refer | truncate_file;
    }
    struct landlock_path_beneath_attr rule = {.allowed_access = rights & handled, .parent_fd = open(folder->path, O_PATH | O_CLOEXEC)};
    if (rule.parent_fd < 0) return false;
    long failed = syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    int failure = errno;
    close(rule.parent_fd);
    errno = failure;
    return !failed;
}

static bool enter(const folders *folders, long version, bool may_read_all) {
    const uint64_t reading = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
    ruleset wanted = {.files = may_read_all ? rights_of_version_1 & ~reading : rights_of_version_1};
    if (version >= refer_since) wanted.files |= refer;
    if (version >= truncate_since) wanted.files |= truncate_file;
    if (version >= devices_since) wanted.files |= control_device;
    if (version >= tcp_since) wanted.network = bind_and_connect;
    if (version >= scopes_since) wanted.scopes = sockets_and_signals;
    size_t size = version >= scopes_since ? sizeof wanted : version >= tcp_since ? offsetof(ruleset, scopes) : offsetof(ruleset, network);
    int rules = (int)syscall(SYS_landlock_create_ruleset, &wanted, size, 0);
    if (rules < 0) return false;
    bool done = true;
    for (int index = 0; done && index < folders->count; index++) done = allow(rules, &folders->list[index], wanted.files);
    done = done && syscall(SYS_landlock_restrict_self, rules, 0) == 0;
    int failure = errno;
    close(rules);
    errno = failure;
    return done;
}

bool landlock_enter(const folders *folders, bool may_read_all) {
    long version = syscall(SYS_landlock_create_ruleset, 0, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (version < 1 || !enter(folders, version, may_read_all)) {
        report_errno("landlock", errno);
        return false;
    }
    report_on("landlock");
    if (version < truncate_since) report_off("landlock_truncate", "the kernel has version %ld, needs %d", version, truncate_since);
    if (version < tcp_since) report_off("landlock_network", "the kernel has version %ld, needs %d", version, tcp_since);
    if (version < scopes_since) report_off("landlock_scopes", "the kernel has version %ld, needs %d", version, scopes_since);
    return true;
}
