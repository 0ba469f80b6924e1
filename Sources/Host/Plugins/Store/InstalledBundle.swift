/// One version of a plugin as the installation has it; without its files.
package struct InstalledBundle: Sendable, Hashable {
    package let plugin: String
    /// As the manifest writes it.
    package let version: String
    /// The content address: 64 hex digits.
    package let digest: String
    /// Name of the key that vouched for it when it was installed; nil: unsigned.
    package let signedBy: String?
    package let keyId: String?
    package let sizeBytes: Int64
    /// Since 1970, UTC.
    package let installedAtMicros: Int64
    package let installedBy: String
    /// Whether this is the version that serves.
    package let isServing: Bool
}
