import Glibc

/// Room on the disk that holds a database of the host's own.
package struct DiskRoom: Sendable, Hashable {
    /// What a user who is not root may still take.
    package let freeBytes: Int
    package let totalBytes: Int
}

extension DiskRoom {
    /// Asks the operating system, which may block; nil if it does not say.
    init?(at path: String) {
        var information = statvfs()
        guard statvfs(path, &information) == 0 else { return nil }
        let unit = Int(information.f_frsize)
        self.init(freeBytes: Int(information.f_bavail) * unit, totalBytes: Int(information.f_blocks) * unit)
    }
}
