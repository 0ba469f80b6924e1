package import Crypto

/// A key whose signature this installation accepts.
package struct TrustedKey: Sendable {
    /// What the operator calls whoever holds the private half.
    package let name: String
    package let key: Curve25519.Signing.PublicKey
    /// The first 16 hex digits of SHA-256 of the public key's 32 bytes.
    package let id: String

    package init(name: String, key: Curve25519.Signing.PublicKey) {
        self.name = name
        self.key = key
        id = Self.id(of: key)
    }

    /// - Parameter bytes: The raw public key; nil unless they are 32.
    package init?(name: String, bytes: [UInt8]) {
        guard bytes.count == 32, let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes) else { return nil }
        self.init(name: name, key: key)
    }

    static func id(of key: Curve25519.Signing.PublicKey) -> String { String(BundleFile.digest(key.rawRepresentation).prefix(16)) }
}
