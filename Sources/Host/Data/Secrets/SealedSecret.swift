/// A secret as it is stored: format 1, key's id, nonce, ciphertext, tag. Pure: it checks the form, not the content.
package struct SealedSecret: Sendable, Hashable {
    static let format: UInt8 = 1
    static let nonceBytes = 12
    static let tagBytes = 16
    /// All but the ciphertext.
    static let overheadBytes = 1 + SecretKey.idBytes + nonceBytes + tagBytes

    /// Which key it was sealed with.
    package let keyId: [UInt8]
    let nonce: [UInt8]
    let ciphertext: [UInt8]
    let tag: [UInt8]

    init(keyId: [UInt8], nonce: [UInt8], ciphertext: [UInt8], tag: [UInt8]) {
        self.keyId = keyId
        self.nonce = nonce
        self.ciphertext = ciphertext
        self.tag = tag
    }

    /// Reads what ``bytes`` wrote.
    /// - Throws: ``SecretError`` with `malformed`.
    package init(_ bytes: [UInt8]) throws(SecretError) {
        let count = bytes.count - Self.overheadBytes
        guard (1...SecretValue.maximumBytes).contains(count) else {
            throw SecretError(.malformed, "a sealed secret has \(bytes.count) bytes, expected \(Self.overheadBytes + 1) or more")
        }
        guard bytes[0] == Self.format else {
            throw SecretError(.malformed, "a sealed secret has the format \(bytes[0]), this release knows \(Self.format)")
        }
        let (key, nonce) = (1 + SecretKey.idBytes, 1 + SecretKey.idBytes + Self.nonceBytes)
        self.init(
            keyId: Array(bytes[1..<key]), nonce: Array(bytes[key..<nonce]), ciphertext: Array(bytes[nonce..<nonce + count]),
            tag: Array(bytes[(nonce + count)...]))
    }

    /// What goes into the database.
    package var bytes: [UInt8] { [Self.format] + keyId + nonce + ciphertext + tag }
}
