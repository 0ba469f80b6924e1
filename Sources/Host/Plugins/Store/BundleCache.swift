import Foundation

/// The copies of bundles in the host's data folder, `plugins/<digest>/`: written once, never changed, loaded from here alone. The signature
/// lies beside the files that it signs, and is put there when a bundle comes signed whose copy has none.
///
/// Several hosts may share a folder. All calls block on the file system.
package struct BundleCache: Sendable {
    /// Such as `DATA/plugins`.
    package let folder: String

    package init(folder: String) { self.folder = folder }

    func directory(_ digest: String) -> String { "\(folder)/\(digest)" }

    /// The copy's files if there is one and it is whole; nil without one.
    ///
    /// - Returns: The differences from what it should be, if it is not whole.
    func read(_ expected: BundleFileList) -> (contents: BundleContents?, damage: [BundleIssue])? {
        let place = directory(expected.digest)
        guard access(place, F_OK) == 0 else { return nil }
        let (contents, issues) = BundleFolder.collect(place)
        guard issues.isEmpty, contents.digest == expected.digest else {
            return (nil, issues + expected.differences(onDisk: contents.list))
        }
        return (contents, [])
    }

    /// Makes sure that there is a whole copy: written under another name, flushed to the disk, then renamed. One that is not whole is
    /// moved aside first: a library that a running host has mapped is never written over.
    ///
    /// - Returns: The copy's absolute folder, and what was wrong with the one before.
    func place(_ contents: BundleContents) throws(BundleStoreError) -> (directory: String, damage: [BundleIssue]) {
        let place = directory(contents.digest)
        var damage: [BundleIssue] = []
        for _ in 0..<3 {
            if let found = read(contents.list) {
                if let whole = found.contents {
                    if let signature = contents.signature, whole.signature != signature { try put(signature, in: contents.digest) }
                    return (try absolute(place), damage)
                }
                damage = found.damage
                let aside = "\(folder)/.damaged-\(contents.digest.prefix(12))-\(UInt32.random(in: 0...UInt32.max))"
                guard rename(place, aside) == 0 || errno == ENOENT else { throw problem("set aside", place) }
            }
            try write(contents, place)
        }
        throw BundleStoreError(.disk, "\(place) is changed again and again while it is written; expected nobody else to write there")
    }

    /// Removes a copy; a library that is mapped stays usable for whoever has it.
    package func remove(_ digest: String) {
        let aside = "\(folder)/.removed-\(digest.prefix(12))-\(UInt32.random(in: 0...UInt32.max))"
        guard rename(directory(digest), aside) == 0 else { return }
        Self.removeTree(aside)
    }

    /// Removes what writers left behind that came to no end; call when a host starts.
    package func removeRemains(olderThanSeconds: Int = 3_600) {
        guard let stream = opendir(folder) else { return }
        defer { closedir(stream) }
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            guard [".new-", ".damaged-", ".removed-"].contains(where: name.hasPrefix) else { continue }
            var status = stat()
            guard lstat("\(folder)/\(name)", &status) == 0, time(nil) - status.st_mtim.tv_sec > olderThanSeconds else { continue }
            Self.removeTree("\(folder)/\(name)")
        }
    }

    /// The absolute folder of a copy that is there.
    func absoluteDirectory(_ digest: String) throws(BundleStoreError) -> String { try absolute(directory(digest)) }

    private func absolute(_ path: String) throws(BundleStoreError) -> String {
        guard let resolved = realpath(path, nil) else { throw problem("find", path) }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    private func problem(_ what: String, _ path: String) -> BundleStoreError {
        BundleStoreError(.disk, "cannot \(what) \(path): \(String(cString: strerror(errno)))")
    }

    private func write(_ contents: BundleContents, _ place: String) throws(BundleStoreError) {
        guard mkdir(folder, 0o755) == 0 || errno == EEXIST else { throw problem("make", folder) }
        noteFormerCopies()
        let staging = nameOfNew(contents.digest)
        do throws(BundleStoreError) {
            guard mkdir(staging, 0o755) == 0 else { throw problem("make", staging) }
            var folders: Set<String> = [""]
            for file in contents.list.files {
                var parts = file.path.split(separator: "/").dropLast()[...]
                var place = ""
                while let part = parts.popFirst() {
                    place += "/\(part)"
                    guard folders.insert(place).inserted else { continue }
                    guard mkdir(staging + place, 0o755) == 0 else { throw problem("make", staging + place) }
                }
                try write(contents.bytes[file.path] ?? [], to: "\(staging)/\(file.path)", mode: file.isExecutable ? 0o555 : 0o444)
            }
            if let signature = contents.signature {
                try write(signature, to: "\(staging)/\(BundleContents.signatureName)", mode: 0o444)
            }
            for place in folders { try flush(staging + place) }
        } catch {
            Self.removeTree(staging)
            throw error
        }
        guard rename(staging, place) == 0 else {
            // Another host was faster; what it wrote is looked at next.
            let wasThere = errno == EEXIST || errno == ENOTEMPTY
            let failure = problem("rename", staging)
            Self.removeTree(staging)
            if wasThere { return }
            throw failure
        }
        try flush(folder)
    }

    private func nameOfNew(_ digest: String) -> String {
        "\(folder)/.new-\(digest.prefix(12))-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
    }

    private func put(_ signature: [UInt8], in digest: String) throws(BundleStoreError) {
        let staging = nameOfNew(digest)
        try write(signature, to: staging, mode: 0o444)
        let place = "\(directory(digest))/\(BundleContents.signatureName)"
        guard rename(staging, place) == 0 else {
            let failure = problem("write", place)
            Self.removeTree(staging)
            throw failure
        }
        try flush(directory(digest))
    }

    func write(_ bytes: [UInt8], to path: String, mode: mode_t) throws(BundleStoreError) {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw problem("make", path) }
        defer { close(file) }
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { Foundation.write(file, $0.baseAddress?.advanced(by: written), $0.count - written) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw problem("write", path) }
            written += count
        }
        // Whatever the umask says: others of this machine may read code, nobody may write it.
        guard fchmod(file, mode) == 0, fsync(file) == 0 else { throw problem("flush", path) }
    }

    private func flush(_ path: String) throws(BundleStoreError) {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw problem("flush", path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw problem("flush", path) }
    }

    private static func removeTree(_ path: String) { try? FileManager.default.removeItem(atPath: path) }
}
