import Crypto

/// A key that seals secrets, derived from a master by HKDF-SHA256, with an id that tells nothing about it.
package struct SecretKey: Sendable {
    static let idBytes = 8
    /// The least bytes of a master.
    static let minimumMasterBytes = 32
    private static let salt = Array("hashinsight.secrets/1".utf8)

    package let id: [UInt8]
    let key: SymmetricKey

    /// - Parameters:
    ///   - master: Of the operator's making, 32 bytes or more, such as 64 hex digits.
    ///   - source: Where it comes from, for messages: `SECRETS_KEY`.
    /// - Throws: ``SecretError`` with `invalid` if it is too short.
    package init(master: [UInt8], source: String) throws(SecretError) {
        guard master.count >= Self.minimumMasterBytes else {
            throw SecretError(
                .invalid,
                "\(source) has \(master.count) bytes, at least \(Self.minimumMasterBytes) are needed; make one with: openssl rand -hex 32")
        }
        let input = SymmetricKey(data: master)
        func derive(_ label: String, _ count: Int) -> SymmetricKey {
            HKDF<SHA256>.deriveKey(inputKeyMaterial: input, salt: Self.salt, info: Array(label.utf8), outputByteCount: count)
        }
        key = derive("AES-256-GCM key", 32)
        id = derive("key id", Self.idBytes).withUnsafeBytes { Array($0) }
    }

    /// The id as 16 hex digits.
    package var idText: String { SecretKey.text(id) }

    static func text(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
