import CArgon2

/// Argon2id in its encoded form, `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`. Blocks for tens of milliseconds: see ``PasswordHasher``.
struct PasswordHash: Sendable, Hashable {
    /// Costs of a hash.
    struct Parameters: Sendable, Hashable {
        var memoryKiB: UInt32 = 19_456
        var passes: UInt32 = 2
        var lanes: UInt32 = 1
    }

    let encoded: String

    /// Whether the hash was made with other costs than these and should be made anew at the next login.
    func needsRehash(_ parameters: Parameters) -> Bool {
        !encoded.hasPrefix("$argon2id$v=19$m=\(parameters.memoryKiB),t=\(parameters.passes),p=\(parameters.lanes)$")
    }

    /// - Throws: ``PasswordHashError`` with the library's message, such as for lack of memory.
    static func make(_ password: [UInt8], _ parameters: Parameters) throws(PasswordHashError) -> PasswordHash {
        let salt = SecureRandom.bytes(16)
        let length = argon2_encodedlen(parameters.passes, parameters.memoryKiB, parameters.lanes, UInt32(salt.count), 32, Argon2_id)
        var encoded = [CChar](repeating: 0, count: length)
        let status = argon2id_hash_encoded(
            parameters.passes, parameters.memoryKiB, parameters.lanes, password, password.count, salt, salt.count, 32, &encoded, length)
        guard status == 0 else { throw PasswordHashError(status: status) }
        return PasswordHash(encoded: String(decoding: encoded.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }

    /// - Throws: ``PasswordHashError`` if the stored text is no such hash; a wrong password is false.
    func matches(_ password: [UInt8]) throws(PasswordHashError) -> Bool {
        let status = argon2id_verify(encoded, password, password.count)
        if status == 0 { return true }
        guard status == ARGON2_VERIFY_MISMATCH.rawValue else { throw PasswordHashError(status: status) }
        return false
    }
}
