/// AES-256 block by block without chaining (ECB), the last block filled by PKCS #7: how btminer's API 3 encrypts the parameters that it keeps
/// secret.
enum PKCS7PaddedAES {
    private static let blockBytes = 16

    /// The blocks of `plain`. `key` has 32 bytes.
    static func encrypt(_ plain: [UInt8], key: [UInt8]) throws -> [UInt8] {
        let padding = blockBytes - plain.count % blockBytes
        return try ZeroPaddedAES.encrypt(plain + [UInt8](repeating: UInt8(padding), count: padding), key: key)
    }
}
