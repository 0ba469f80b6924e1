import Crypto

/// A session's token against forged requests: 16 random bytes, then an HMAC that binds them to the session, all in hex.
///
/// A token of another session, or one made without the installation's secret, never passes.
enum CSRFToken {
    static let nonceBytes = 16

    static func make(sessionDigest: [UInt8], nonce: [UInt8], secret: SessionSecret) -> String {
        HexDigits.text(nonce) + HexDigits.text(code(sessionDigest, nonce, secret))
    }

    private static func code(_ sessionDigest: [UInt8], _ nonce: [UInt8], _ secret: SessionSecret) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Array("csrf".utf8) + sessionDigest + nonce, using: SymmetricKey(data: secret.bytes)))
    }
}
