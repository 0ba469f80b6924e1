/// Which bundles this installation accepts. Pure.
package struct BundlePolicy: Sendable {
    package let trustedKeys: [TrustedKey]
    /// Whether bundles that nobody vouches for are accepted.
    package let isDevelopment: Bool

    package init(trustedKeys: [TrustedKey], isDevelopment: Bool) {
        self.trustedKeys = trustedKeys
        self.isDevelopment = isDevelopment
    }

    /// Says who vouches for a bundle, from the bytes that were read.
    ///
    /// A signature that is there must hold, in development mode too: only whose it is plays no part then.
    /// - Parameter directory: For the message.
    /// - Throws: `BundleError` naming every file that was changed, added or removed since it was signed, or the key that is not trusted.
    package func trust(_ contents: BundleContents, directory: String) throws(BundleError) -> BundleTrust {
        try trust(contents.list, signature: contents.signature, directory: directory)
    }

    /// As ``trust(_:directory:)``, of what was found on a disk.
    package func trust(_ disk: BundleFileList, signature bytes: [UInt8]?, directory: String) throws(BundleError) -> BundleTrust {
        func refused(_ issues: [BundleIssue]) -> BundleError { BundleError(directory: directory, issues: issues) }
        func refused(_ message: String) -> BundleError {
            refused([BundleIssue(path: BundleContents.signatureName, message: message)])
        }
        guard let bytes else {
            guard isDevelopment else {
                throw refused("missing: the bundle is not signed, and unsigned bundles load in development mode only")
            }
            return .unsigned
        }
        let signature: BundleSignature
        do throws(BundleIssue) { signature = try BundleSignature(reading: bytes) } catch { throw refused([error]) }
        // The file is the only one that its own list cannot hold: one spelling alone is accepted, so that a changed byte there is told too.
        guard signature.bytes == bytes else {
            throw refused("is not written as plugins sign writes it; each byte counts, blanks too: sign the bundle again")
        }
        let key = trustedKeys.first { $0.id == signature.keyId }
        guard key != nil || isDevelopment else {
            let known = trustedKeys.map { "\($0.id) (\($0.name))" }.joined(separator: ", ")
            throw refused(
                "signed with the key \(signature.keyId), which is not trusted here; trusted_keys has \(known.isEmpty ? "none" : known)")
        }
        if let key, !signature.isValid(for: key) {
            throw refused("the signature is not that of the key \(key.id) (\(key.name)) over its list of files")
        }
        let differences = signature.list.differences(onDisk: disk)
        guard differences.isEmpty else {
            throw refused(
                differences.map { BundleIssue(path: $0.path, message: "\($0.message), since the bundle was signed") })
        }
        return key.map { .signed(by: $0.name, keyId: $0.id) } ?? .unsigned
    }
}
