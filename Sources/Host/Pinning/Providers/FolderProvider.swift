internal import Dispatch
package import Ethereum
internal import Glibc

/// A folder, such as a mounted share: each object is a file that is named by its identifier.
package struct FolderProvider: PinProvider {
    package let name = PinProviderName.folder
    private let path: String

    /// - Parameter path: Absolute; it has to be there.
    package init(_ path: String) { self.path = path }

    /// Written beside, forced to the disk, then given its name; read back before it counts.
    package func put(_ object: PinObject, label: String) async throws(PinFault) -> PinnedThing {
        try await blocking { () throws(PinFault) in
            let part = "\(path)/.\(object.cid).part"
            try Self.write(object.bytes, to: part)
            guard rename(part, file(object.cid)) == 0 else { throw Self.fault("\(path): a file cannot get its name") }
            try Self.force(path)
            guard let found = try found(object.cid) else { throw PinFault(.unreachable, "\(path): what was written is not there") }
            return found
        }
    }

    /// Looks what is there. Throws ``PinFault``.
    package func find(_ cid: CID) async throws(PinFault) -> PinnedThing? {
        try await blocking { () throws(PinFault) in try found(cid) }
    }

    /// Has it unpinned; what is not there is fine. Throws ``PinFault``.
    package func remove(_ thing: PinnedThing) async throws(PinFault) {
        try await blocking { () throws(PinFault) in
            guard let cid = try? CID(thing.cid) else { return }
            for name in [file(cid), "\(path)/.\(cid).part"] where unlink(name) != 0 && errno != ENOENT {
                throw Self.fault("\(name): cannot be deleted")
            }
            try Self.force(path)
        }
    }

    /// Changes nothing. Throws ``PinFault``.
    package func probe() async throws(PinFault) {
        try await blocking { () throws(PinFault) in
            var status = stat()
            guard stat(path, &status) == 0 else { throw Self.fault(path) }
            guard status.st_mode & S_IFMT == S_IFDIR else { throw PinFault(.denied, "\(path) is no folder") }
            guard access(path, R_OK | W_OK | X_OK) == 0 else { throw Self.fault(path) }
        }
    }

    private func file(_ cid: CID) -> String { "\(path)/\(cid)" }

    /// What the file of an identifier holds, whatever that is.
    private func found(_ cid: CID) throws(PinFault) -> PinnedThing? {
        guard let bytes = try Self.read(file(cid)) else { return nil }
        if let object = PinObject(bytes, cid: cid) { return PinnedThing(cid: "\(object.cid)") }
        return PinnedThing(cid: "\(PinObject(bytes).cid)")
    }

    private static func write(_ bytes: [UInt8], to path: String) throws(PinFault) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard descriptor >= 0 else { throw fault("\(path): cannot be written") }
        defer { close(descriptor) }
        var count = 0
        while count < bytes.count {
            let done = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress! + count, $0.count - count) }
            if done < 0, errno == EINTR { continue }
            guard done > 0 else { throw fault("\(path): cannot be written") }
            count += done
        }
        guard fsync(descriptor) == 0 else { throw fault("\(path): cannot be forced to the disk") }
    }

    /// Nil if there is none.
    private static func read(_ path: String) throws(PinFault) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw fault("\(path): cannot be read")
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while bytes.count <= PinObject.maximumBytes {
            let done = Glibc.read(descriptor, &buffer, buffer.count)
            if done < 0, errno == EINTR { continue }
            guard done >= 0 else { throw fault("\(path): cannot be read") }
            if done == 0 { break }
            bytes += buffer[..<done]
        }
        return bytes
    }

    // So that a name that was given stays after the power fails.
    private static func force(_ folder: String) throws(PinFault) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw fault(folder) }
        defer { close(descriptor) }
        // Some shares know no such thing for folders.
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw fault("\(folder): cannot be forced to the disk") }
    }

    private static func fault(_ said: String) -> PinFault {
        let code: PinFault.Code =
            switch errno {
            case ENOSPC, EDQUOT: .full
            case EACCES, EPERM, EROFS, ENOENT, ENOTDIR, ELOOP: .denied
            default: .unreachable
            }
        return PinFault(code, "\(said): \(String(cString: strerror(errno)))")
    }

    /// A disk may keep its caller waiting: not on the cooperative pool.
    private func blocking<Value: Sendable>(_ body: @escaping @Sendable () throws(PinFault) -> Value) async throws(PinFault) -> Value {
        try await withCheckedContinuation { (continuation: CheckedContinuation<Result<Value, PinFault>, Never>) in
            DispatchQueue.global().async { continuation.resume(returning: Result { () throws(PinFault) in try body() }) }
        }.get()
    }
}
