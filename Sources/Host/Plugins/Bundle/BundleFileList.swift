/// What a bundle consists of, in the one form that is signed and hashed. Pure.
package struct BundleFileList: Sendable, Hashable {
    /// Sorted by the bytes of their paths; without the signature.
    package let files: [BundleFile]

    package init(_ files: [BundleFile]) {
        self.files = files.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }

    /// The first line names the form, so that a signature over it can mean nothing else. Each file has a line: SHA-256, `x` or `-`, size in
    /// bytes, path.
    package var canonical: String {
        "hashinsight bundle 1\n" + files.map { "\($0.sha256) \($0.isExecutable ? "x" : "-") \($0.sizeBytes) \($0.path)\n" }.joined()
    }

    /// The bundle's content address: SHA-256 of ``canonical`` as 64 hex digits.
    package var digest: String { BundleFile.digest(canonical.utf8) }

    /// Why no file of a bundle can be called so, or nil: relative, of printable ASCII, no empty, `.` or `..` part.
    package static func problem(ofPath path: String) -> String? {
        guard path.utf8.allSatisfy({ (0x20...0x7E).contains($0) && $0 != UInt8(ascii: "\\") }) else {
            return "the name has other characters than printable ASCII without '\\'"
        }
        guard path.utf8.count <= 1_024 else { return "the path has \(path.utf8.count) bytes, expected at most 1024" }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else {
            return "not a path inside the bundle: expected no empty part, no '.' and no '..'"
        }
        return nil
    }

    /// What is otherwise on the disk than in this list, by path: a line for each.
    package func differences(onDisk disk: BundleFileList) -> [BundleIssue] {
        let expected = Dictionary(files.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
        let found = Dictionary(disk.files.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
        return Set(expected.keys).union(found.keys).sorted().compactMap { path in
            guard let expected = expected[path] else { return BundleIssue(path: path, message: "was added") }
            guard let found = found[path] else { return BundleIssue(path: path, message: "is missing") }
            if expected.sizeBytes != found.sizeBytes {
                return BundleIssue(path: path, message: "was changed: \(found.sizeBytes) bytes, expected \(expected.sizeBytes)")
            }
            if expected.sha256 != found.sha256 {
                return BundleIssue(path: path, message: "was changed: SHA-256 \(found.sha256), expected \(expected.sha256)")
            }
            if expected.isExecutable != found.isExecutable {
                return BundleIssue(
                    path: path, message: found.isExecutable ? "became executable, expected not" : "is not executable, expected it to be")
            }
            return nil
        }
    }
}
