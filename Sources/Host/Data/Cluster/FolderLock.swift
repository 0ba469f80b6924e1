import Foundation
import Synchronization

/// An advisory file lock that says how many hosts use a folder: shared while in use, exclusive to change what all use.
final class FolderLock: Sendable {
    private let descriptor: Int32

    init(path: String) throws(PrivateClusterError) {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw PrivateClusterError(code: .folder, message: "\(path) cannot be opened: \(String(cString: strerror(errno)))")
        }
    }

    deinit { close(descriptor) }

    /// Runs `body` while no other host is in it, then keeps a shared lock until ``release()``.
    ///
    /// If another host already holds its shared lock, the cluster runs: `body` then only looks, under a second lock byte.
    func exclusively(_ body: () async throws -> Void) async throws {
        // Byte 0 guards starting and stopping, byte 1 counts users.
        while !setLock(byte: 0, type: F_WRLCK) { try await Task.sleep(for: .milliseconds(50)) }
        defer { _ = setLock(byte: 0, type: F_UNLCK) }
        guard setLock(byte: 1, type: F_RDLCK) else {
            throw PrivateClusterError(code: .folder, message: "another host is stopping the private database; try again")
        }
        try await body()
    }

    /// Leaves. Whether this host was the last user; if so it holds the folder alone until ``release()``.
    func leave() -> Bool {
        // Somebody who starts or stops just now holds byte 0, and will look after the cluster.
        guard setLock(byte: 0, type: F_WRLCK), setLock(byte: 1, type: F_WRLCK) else {
            release()
            return false
        }
        return true
    }

    func release() {
        _ = setLock(byte: 1, type: F_UNLCK)
        _ = setLock(byte: 0, type: F_UNLCK)
    }

    /// Open-file-description locks belong to this descriptor, so that two clusters in one process keep apart.
    private func setLock(byte: off_t, type: Int32) -> Bool {
        var lock = flock()
        lock.l_type = Int16(type)
        lock.l_whence = Int16(SEEK_SET)
        lock.l_start = byte
        lock.l_len = 1
        return fcntl(descriptor, 37, &lock) == 0  // F_OFD_SETLK, which Glibc's module leaves out
    }
}
