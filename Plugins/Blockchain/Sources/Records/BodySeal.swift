import Crypto
import Ethereum
import PluginKit

/// A record's bytes under a key of their own (AES-256-GCM), tied to the record's kind and id: the bytes of one record never pass for another's.
struct BodySeal: Sendable, Equatable {
    /// Nonce, ciphertext and tag.
    let sealed: [UInt8]
    /// Sealed under the tenant's secret; as it is only for a record that came before each tenant had one, until the job seals it.
    let key: [UInt8]
    let isKeySealed: Bool

    init(sealed: [UInt8], key: [UInt8], isKeySealed: Bool) { (self.sealed, self.key, self.isKeySealed) = (sealed, key, isKeySealed) }

    /// Seals under a new random key.
    init(_ record: NewRecord, under secret: SymmetricKey) throws {
        let fresh = SymmetricKey(size: .bits256)
        let context = Self.context(record.kind, record.id)
        sealed = try Self.box(record.body, fresh, context)
        let bytes = fresh.withUnsafeBytes { Array($0) }
        key = try Self.box(bytes, secret, context)
        isKeySealed = true
    }

    /// A key that lay as it is, under the tenant's secret.
    static func sealed(_ key: [UInt8], kind: String, id: String, under secret: SymmetricKey) throws -> [UInt8] {
        try box(key, secret, context(kind, id))
    }

    /// The record's bytes. Throws `.unavailable` where the secret is missing or another one, `.conflict` for bytes that were changed.
    func opened(kind: String, id: String, under secret: SymmetricKey?) throws -> [UInt8] {
        let context = Self.context(kind, id)
        let own = try ownKey(kind: kind, id: id, under: secret)
        guard let body = try? AES.GCM.open(.init(combined: sealed), using: SymmetricKey(data: own), authenticating: context) else {
            throw PluginError(.conflict, "The record's stored bytes were changed: their seal is broken.")
        }
        return Array(body)
    }

    /// The record's own key, which opens its bytes wherever they are. Throws `.unavailable` where the secret is missing or another one.
    func ownKey(kind: String, id: String, under secret: SymmetricKey?) throws -> [UInt8] {
        guard isKeySealed else { return key }
        let context = Self.context(kind, id)
        guard let secret, let opened = try? AES.GCM.open(.init(combined: key), using: secret, authenticating: context) else {
            throw PluginError(.unavailable, "The record is sealed under a secret record_key that is not set, or another one is set now.")
        }
        return Array(opened)
    }

    /// The key that a tenant's secret stands for.
    static func key(of secret: Secret) -> SymmetricKey {
        secret.withBytes {
            HKDF<SHA256>.deriveKey(
                inputKeyMaterial: SymmetricKey(data: $0), info: Array("hashinsight blockchain record keys 1".utf8), outputByteCount: 32)
        }
    }

    private static func box(_ bytes: [UInt8], _ key: SymmetricKey, _ context: [UInt8]) throws -> [UInt8] {
        guard let combined = try AES.GCM.seal(bytes, using: key, authenticating: context).combined else {
            throw PluginError(.internal, "A seal of another form than 12 bytes of nonce and 16 of tag.")
        }
        return Array(combined)
    }

    /// What ties the bytes to the record's name; it is checked with them.
    static func context(_ kind: String, _ id: String) -> [UInt8] {
        [kind, id].flatMap { text in withUnsafeBytes(of: UInt32(text.utf8.count).bigEndian) { Array($0) } + Array(text.utf8) }
    }
}
