import Crypto

/// A file of a bundle.
package struct BundleFile: Sendable, Hashable {
    /// Inside the bundle, with `/` between folders.
    package let path: String
    package let sizeBytes: Int
    /// 64 hex digits.
    package let sha256: String
    /// Whether its owner may execute it: the only mode that plays a part.
    package let isExecutable: Bool

    package init(path: String, sizeBytes: Int, sha256: String, isExecutable: Bool = false) {
        self.path = path
        self.sizeBytes = sizeBytes
        self.sha256 = sha256
        self.isExecutable = isExecutable
    }

    /// SHA-256 of `bytes` as 64 hex digits.
    package static func digest(_ bytes: some Sequence<UInt8>) -> String { SHA256.hash(data: Array(bytes)).hexadecimal }
}
