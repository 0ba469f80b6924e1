import Glibc

/// The operating system's user that runs the private cluster: never root, which PostgreSQL refuses.
package struct ClusterOwner: Sendable {
    package let name: String
    package let userId: UInt32
    package let groupId: UInt32
    /// Whether commands must change to this user first.
    package let needsSwitch: Bool

    /// The current user, or for root an unprivileged one: `postgres` where Debian's package made it, else `nobody`.
    static func find() throws(PrivateClusterError) -> ClusterOwner {
        if geteuid() != 0 {
            guard let entry = getpwuid(geteuid()) else {
                throw PrivateClusterError(
                    code: .userMissing, message: "user \(geteuid()) has no entry in the password database; PostgreSQL needs one to run as")
            }
            return ClusterOwner(
                name: String(cString: entry.pointee.pw_name), userId: geteuid(), groupId: getegid(), needsSwitch: false)
        }
        for name in ["postgres", "nobody"] {
            if let entry = getpwnam(name) {
                return ClusterOwner(name: name, userId: entry.pointee.pw_uid, groupId: entry.pointee.pw_gid, needsSwitch: true)
            }
        }
        throw PrivateClusterError(
            code: .userMissing, message: "started as root, and there is neither a user 'postgres' nor 'nobody' to run PostgreSQL as")
    }
}
