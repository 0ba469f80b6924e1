import Crypto

/// Passwords of the database roles that the host makes for plugins: derived, so that every host of an installation knows them
/// and none is stored.
package struct RolePasswords: Sendable {
    private let key: SymmetricKey

    /// - Parameter secret: The installation's session secret; at least 16 bytes.
    package init(secret: [UInt8]) { key = SymmetricKey(data: secret) }

    /// The password of a role such as `rt_hosting`: 64 hex digits.
    package func password(role: String) -> String {
        let digits = Array("0123456789abcdef".utf8)
        let code = HMAC<SHA256>.authenticationCode(for: Array("database role \(role)".utf8), using: key)
        return String(decoding: code.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
