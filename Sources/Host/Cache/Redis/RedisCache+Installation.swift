import Crypto

extension RedisCache {
    /// What tells installations apart that share a Redis: the same for the same secret, and no help to guess it.
    package static func installation(secret: [UInt8]) -> String {
        let key = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: secret), salt: Array("hashinsight.cache/1".utf8), info: Array("installation".utf8),
            outputByteCount: 8)
        return key.withUnsafeBytes { bytes in
            bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        }
    }
}
