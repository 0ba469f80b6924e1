internal import Crypto
internal import CryptoExtras

/// AES-256 block by block without chaining (ECB), zeros filling the last block: how btminer encrypts its write commands.
enum ZeroPaddedAES {
    private static let blockBytes = 16

    /// The blocks of `plain`, which may not be empty. `key` has 32 bytes.
    static func encrypt(_ plain: [UInt8], key: [UInt8]) throws -> [UInt8] {
        let padding = (blockBytes - plain.count % blockBytes) % blockBytes
        return try blocks(plain + [UInt8](repeating: 0, count: padding)) { try AES.permute(&$0, key: SymmetricKey(data: key)) }
    }

    /// The text without the zeros that follow it; nil where the bytes are no whole blocks.
    static func decrypt(_ encrypted: [UInt8], key: [UInt8]) -> [UInt8]? {
        guard !encrypted.isEmpty, encrypted.count % blockBytes == 0,
            var plain = try? blocks(encrypted, { try AES.inversePermute(&$0, key: SymmetricKey(data: key)) })
        else { return nil }
        while plain.last == 0 { plain.removeLast() }
        return plain
    }

    private static func blocks(_ bytes: [UInt8], _ change: (inout [UInt8]) throws -> Void) throws -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        for start in stride(from: 0, to: bytes.count, by: blockBytes) {
            var block = Array(bytes[start..<start + blockBytes])
            try change(&block)
            result += block
        }
        return result
    }
}
