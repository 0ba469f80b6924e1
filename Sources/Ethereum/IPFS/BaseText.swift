/// The alphabets in which content identifiers are written, each read strictly: one text for each run of bytes.
enum BaseText {
    private static let base32Alphabet = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)
    private static let base58Alphabet = Array("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".utf8)

    /// Lower case, without padding.
    static func base32(_ bytes: [UInt8]) -> String {
        var digits: [UInt8] = []
        var buffer: UInt32 = 0
        var bits = 0
        for byte in bytes {
            buffer = buffer << 8 | UInt32(byte)
            bits += 8
            while bits >= 5 {
                bits -= 5
                digits.append(base32Alphabet[Int(buffer >> UInt32(bits) & 31)])
            }
        }
        if bits > 0 { digits.append(base32Alphabet[Int(buffer << UInt32(5 - bits) & 31)]) }
        return String(decoding: digits, as: UTF8.self)
    }

    /// Nil for another digit, or bits left over that are not zero.
    static func base32(decoding text: some StringProtocol) -> [UInt8]? {
        var bytes: [UInt8] = []
        var buffer: UInt32 = 0
        var bits = 0
        for digit in text.utf8 {
            guard let value = base32Alphabet.firstIndex(of: digit) else { return nil }
            buffer = (buffer << 5 | UInt32(value)) & 0xfff
            bits += 5
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: buffer >> UInt32(bits)))
            }
        }
        guard bits < 5, buffer & (1 << UInt32(bits) - 1) == 0 else { return nil }
        return bytes
    }

    /// Bitcoin's alphabet; a leading zero byte is a leading 1.
    static func base58(_ bytes: [UInt8]) -> String {
        var digits: [UInt8] = []
        for byte in bytes {
            var carry = Int(byte)
            for index in digits.indices {
                carry += Int(digits[index]) << 8
                digits[index] = UInt8(carry % 58)
                carry /= 58
            }
            while carry > 0 {
                digits.append(UInt8(carry % 58))
                carry /= 58
            }
        }
        let zeros = bytes.prefix { $0 == 0 }.count
        return String(decoding: (digits + [UInt8](repeating: 0, count: zeros)).reversed().map { base58Alphabet[Int($0)] }, as: UTF8.self)
    }

    /// Nil for another digit.
    static func base58(decoding text: some StringProtocol) -> [UInt8]? {
        var bytes: [UInt8] = []
        for digit in text.utf8 {
            guard var carry = base58Alphabet.firstIndex(of: digit) else { return nil }
            for index in bytes.indices {
                carry += Int(bytes[index]) * 58
                bytes[index] = UInt8(carry & 255)
                carry >>= 8
            }
            while carry > 0 {
                bytes.append(UInt8(carry & 255))
                carry >>= 8
            }
        }
        let zeros = text.utf8.prefix { $0 == base58Alphabet[0] }.count
        return (bytes + [UInt8](repeating: 0, count: zeros)).reversed()
    }
}
