/// A bundle's files as they were read, once: what is checked, stored and loaded are these bytes and no later ones.
package struct BundleContents: Sendable {
    /// The file that is not part of what it signs.
    package static let signatureName = "signature.json"
    /// All files together, without the signature.
    package static let maximumBytes = 128 * 1_048_576
    static let maximumSignatureBytes = 1_048_576
    static let maximumFiles = 2_000

    /// Without the signature, sorted by path.
    package let list: BundleFileList
    /// By path.
    package let bytes: [String: [UInt8]]
    /// The bytes of `signature.json`, if there is one.
    package let signature: [UInt8]?

    /// As in ``BundleFileList/digest``.
    package let digest: String

    /// All files' sizes together.
    package var sizeBytes: Int { list.files.reduce(0) { $0 + $1.sizeBytes } }

    package init(_ files: [(path: String, bytes: [UInt8], isExecutable: Bool)], signature: [UInt8]?) {
        list = BundleFileList(
            files.map {
                BundleFile(
                    path: $0.path, sizeBytes: $0.bytes.count, sha256: BundleFile.digest($0.bytes), isExecutable: $0.isExecutable)
            })
        bytes = Dictionary(files.map { ($0.path, $0.bytes) }, uniquingKeysWith: { first, _ in first })
        self.signature = signature
        digest = list.digest
    }
}
