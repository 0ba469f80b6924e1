internal import CLinux
internal import Crypto
internal import CryptoExtras
internal import Foundation

/// The device's side of btminer's encryption. The password hash is the C library's, so that a client's own is measured against another.
enum BtminerCrypto {
    /// What stands behind `$1$salt$`.
    static func passwordHash(_ password: String, salt: String) -> String? {
        withUnsafeTemporaryAllocation(of: crypt_data.self, capacity: 1) { data in
            memset(data.baseAddress!, 0, MemoryLayout<crypt_data>.size)
            guard let text = crypt_r(password, "$1$\(salt)$", data.baseAddress) else { return nil }
            return String(cString: text).split(separator: "$").last.map(String.init)
        }
    }

    /// The text of base64 of encrypted blocks, without the zeros behind it.
    static func decrypt(_ text: String, passwordHash: String) -> [UInt8]? {
        guard var plain = blocks(text, key: key(passwordHash)) else { return nil }
        while plain.last == 0 { plain.removeLast() }
        return plain
    }

    /// The text of base64 of encrypted blocks of API 3, the last filled by PKCS #7; nil where it is none of this key's.
    static func decryptPadded(_ text: String, key: Data) -> String? {
        guard var plain = blocks(text, key: SymmetricKey(data: key)), let padding = plain.last.map(Int.init), (1...16).contains(padding),
            plain.suffix(padding).allSatisfy({ Int($0) == padding })
        else { return nil }
        plain.removeLast(padding)
        return String(decoding: plain, as: UTF8.self)
    }

    /// Base64 of the encrypted blocks of a text.
    static func encrypt(_ plain: [UInt8], passwordHash: String) -> String? {
        let key = key(passwordHash)
        let padded = plain + [UInt8](repeating: 0, count: (16 - plain.count % 16) % 16)
        var sealed = Data()
        for start in stride(from: 0, to: padded.count, by: 16) {
            var block = Array(padded[start..<start + 16])
            guard (try? AES.permute(&block, key: key)) != nil else { return nil }
            sealed.append(contentsOf: block)
        }
        return sealed.base64EncodedString()
    }

    private static func blocks(_ text: String, key: SymmetricKey) -> [UInt8]? {
        guard let bytes = Data(base64Encoded: text), !bytes.isEmpty, bytes.count % 16 == 0 else { return nil }
        var plain: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 16) {
            var block = Array(bytes[(bytes.startIndex + start)..<(bytes.startIndex + start + 16)])
            guard (try? AES.inversePermute(&block, key: key)) != nil else { return nil }
            plain += block
        }
        return plain
    }

    private static func key(_ passwordHash: String) -> SymmetricKey { SymmetricKey(data: SHA256.hash(data: Data(passwordHash.utf8))) }
}
