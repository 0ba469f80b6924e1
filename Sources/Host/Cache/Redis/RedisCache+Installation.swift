import Crypto
import HostData

extension RedisCache {
    /// What tells installations apart that share a Redis: the same for the same secret, and no help to guess it.
    package static func installation(secret: [UInt8]) -> String {
        let key = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: secret), salt: Array("hashinsight.cache/1".utf8), info: Array("installation".utf8),
            outputByteCount: 8)
        return key.withUnsafeBytes { $0.hexadecimal }
    }
}
