import Glibc

/// Reads every file of a bundle's folder once. Follows no link and trusts no name.
///
/// Blocks on the file system.
struct BundleFolder {
    static let folders = ["queries", "migrations", "pages", "static", "locales", "data"]

    private let directory: String
    private var files: [(path: String, bytes: [UInt8], isExecutable: Bool)] = []
    private var signature: [UInt8]?
    private var sizeBytes = 0
    private var issues: [BundleIssue] = []

    /// The files, and what is wrong with the folder's shape.
    static func collect(_ directory: String) -> (contents: BundleContents, issues: [BundleIssue]) {
        var folder = BundleFolder(directory: directory)
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if descriptor < 0 { folder.fault("", "no such folder") } else { folder.collect(descriptor, "") }
        return (BundleContents(folder.files, signature: folder.signature), folder.issues)
    }

    private init(directory: String) { self.directory = directory }

    private mutating func fault(_ path: String, _ message: String) { issues.append(BundleIssue(path: path, message: message)) }

    /// Takes `descriptor` over and closes it.
    private mutating func collect(_ descriptor: Int32, _ folder: String) {
        guard let names = Self.names(descriptor) else {
            close(descriptor)
            return fault(folder, "cannot be read")
        }
        defer { close(descriptor) }
        for name in names {
            guard let text = String(validating: name.map { UInt8(bitPattern: $0) }, as: UTF8.self) else {
                fault(folder, "holds a file whose name is not UTF-8")
                continue
            }
            let path = folder.isEmpty ? text : "\(folder)/\(text)"
            if let problem = BundleFileList.problem(ofPath: path) {
                fault(path, problem)
                continue
            }
            guard files.count < BundleContents.maximumFiles else { return fault(path, "more than \(BundleContents.maximumFiles) files") }
            add(path, name: text, in: descriptor, isTop: folder.isEmpty)
        }
    }

    private static func names(_ descriptor: Int32) -> [[CChar]]? {
        guard let stream = fdopendir(dup(descriptor)) else { return nil }
        defer { closedir(stream) }
        var names: [[CChar]] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { raw in
                Array(raw.bindMemory(to: CChar.self).prefix { $0 != 0 })
            }
            if name != [46], name != [46, 46] { names.append(name) }
        }
        return names.sorted { $0.lexicographicallyPrecedes($1) }
    }

    private mutating func add(_ path: String, name: String, in parent: Int32, isTop: Bool) {
        var status = stat()
        guard fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return fault(path, "cannot be read") }
        let type = status.st_mode & S_IFMT
        guard type == S_IFDIR || type == S_IFREG else { return fault(path, "not a regular file; a bundle holds no links") }
        if type == S_IFDIR, isTop, !Self.folders.contains(name) {
            return fault(path, "unknown folder, expected one of \(Self.folders.joined(separator: ", "))")
        }
        guard type == S_IFREG || path.split(separator: "/").count <= 6 else { return fault(path, "nested deeper than 6 folders") }
        // Should the entry be another one by now, a link is not followed and a pipe does not hold us up.
        let file = openat(parent, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0, fstat(file, &status) == 0, status.st_mode & S_IFMT == type else {
            if file >= 0 { close(file) }
            return fault(path, "cannot be read")
        }
        if type == S_IFDIR { return collect(file, path) }
        defer { close(file) }
        read(path, file, status)
    }

    private mutating func read(_ path: String, _ file: Int32, _ status: stat) {
        let isSignature = path == BundleContents.signatureName
        let room = isSignature ? BundleContents.maximumSignatureBytes : BundleContents.maximumBytes - sizeBytes
        guard status.st_mode & 0o7000 == 0 else {
            return fault(path, "has set-user-id, set-group-id or sticky bits, expected none")
        }
        guard status.st_size <= room, let bytes = Self.bytes(file, expected: Int(status.st_size), limit: room) else {
            let limit = isSignature ? BundleContents.maximumSignatureBytes : BundleContents.maximumBytes
            return fault(path, "has \(status.st_size) bytes: cannot be read, or is beyond the limit of \(limit) bytes in all")
        }
        if isSignature {
            signature = bytes
        } else {
            sizeBytes += bytes.count
            files.append((path, bytes, status.st_mode & S_IXUSR != 0))
        }
    }

    /// Nil if the file cannot be read or has more than `limit` bytes.
    private static func bytes(_ file: Int32, expected: Int, limit: Int) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(expected)
        var chunk = [UInt8](repeating: 0, count: 262_144)
        while true {
            let count = Glibc.read(file, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0, bytes.count + count <= limit else { return nil }
            if count == 0 { return bytes }
            bytes.append(contentsOf: chunk[..<count])
        }
    }
}

extension BundleContents {
    /// Reads a bundle's folder. Blocks on the file system.
    ///
    /// - Throws: `BundleError` with everything that is wrong with the folder's shape; its files may still be wrong in themselves.
    package static func read(_ directory: String) throws(BundleError) -> BundleContents {
        let (contents, issues) = BundleFolder.collect(directory)
        guard issues.isEmpty else { throw BundleError(directory: directory, issues: issues) }
        return contents
    }
}
