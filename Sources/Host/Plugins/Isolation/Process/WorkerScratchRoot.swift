import Glibc

/// The folder in which one host makes its workers' scratch folders. A lock on it, which the kernel gives back when the host ends in
/// whatever way, tells it from what a killed host left behind.
///
/// Blocks on the file system.
final class WorkerScratchRoot: Sendable {
    private static let prefix = "hashinsight-workers-"

    let path: String
    private let descriptor: Int32

    /// Makes the folder under `folder` and takes its lock.
    ///
    /// - Throws: ``WorkerProcess/SpawnError`` if the folder cannot be made.
    init(under folder: String) throws(WorkerProcess.SpawnError) {
        for _ in 0..<16 {
            var template = Array("\(folder)/\(Self.prefix)XXXXXX".utf8CString)
            guard mkdtemp(&template) != nil else {
                throw WorkerProcess.SpawnError(
                    message: "no folder for scratch folders under \(folder): \(String(cString: strerror(errno)))")
            }
            let made = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
            guard let taken = Self.take(made) else { continue }
            // Workers of a host that is root are other users: they pass through, and see no names.
            _ = fchmod(taken, 0o711)
            (path, descriptor) = (made, taken)
            return
        }
        throw WorkerProcess.SpawnError(message: "no folder for scratch folders under \(folder): each was removed while it was made")
    }

    deinit { close(descriptor) }

    /// Removes the folder and all in it: the host ends.
    func remove() { ScratchTree.remove(path) }

    /// Removes what hosts left in `folder` that did not come to remove it themselves.
    ///
    /// - Returns: How many there were.
    static func sweep(_ folder: String) -> Int {
        guard let stream = opendir(folder) else { return 0 }
        defer { closedir(stream) }
        var count = 0
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            // One that is locked is a living host's.
            guard name.hasPrefix(prefix), let taken = take("\(folder)/\(name)") else { continue }
            ScratchTree.remove("\(folder)/\(name)")
            close(taken)
            count += 1
        }
        return count
    }

    /// Opens and locks a folder of this user's that is still where its path says.
    private static func take(_ path: String) -> Int32? {
        let opened = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard opened >= 0 else { return nil }
        var (own, there) = (stat(), stat())
        guard flock(opened, LOCK_EX | LOCK_NB) == 0, fstat(opened, &own) == 0, own.st_uid == geteuid(), lstat(path, &there) == 0,
            own.st_ino == there.st_ino, own.st_dev == there.st_dev
        else {
            close(opened)
            return nil
        }
        return opened
    }
}
