/// Encodings that bring any bytes through servers that know lines of ASCII (RFC 2045). Pure.
///
/// No line of either begins with a dot or with `From `, so nothing on the way has a reason to change one.
enum TransferEncoding: String {
    case quotedPrintable = "quoted-printable"
    case base64

    /// The encoding that makes a text shorter.
    init(for text: [UInt8]) {
        let escaped = text.count { $0 >= 0x7F || $0 == UInt8(ascii: "=") || ($0 < 0x20 && $0 != 13 && $0 != 10) }
        // An escaped byte takes three, a byte of base64 four thirds.
        self = escaped * 6 > text.count ? .base64 : .quotedPrintable
    }

    /// The bytes in lines of at most 76 characters, with an end behind the last.
    func encode(_ bytes: [UInt8]) -> [UInt8] {
        switch self {
        case .quotedPrintable: Self.quotedPrintableLines(bytes)
        case .base64: Self.base64Lines(bytes)
        }
    }

    /// The lines of a text, each ended as mail wants it: what ends with LF or CR alone ends with both.
    static func canonical(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count + text.utf8.count / 32 + 2)
        var wasReturn = false
        for byte in text.utf8 {
            switch byte {
            case 13: bytes += [13, 10]
            case 10: if !wasReturn { bytes += [13, 10] }
            default: bytes.append(byte)
            }
            wasReturn = byte == 13
        }
        if !bytes.isEmpty, bytes.last != 10 { bytes += [13, 10] }
        return bytes
    }

    private static func quotedPrintableLines(_ bytes: [UInt8]) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count + bytes.count / 8)
        var column = 0
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            let endsLine = index + 1 == bytes.count || (bytes[index + 1] == 13 && index + 2 < bytes.count && bytes[index + 2] == 10)
            if byte == 13, index + 1 < bytes.count, bytes[index + 1] == 10 {
                out += [13, 10]
                column = 0
                index += 2
                continue
            }
            let isBlank = byte == 32 || byte == 9
            var isLiteral = (0x21...0x7E).contains(byte) && byte != UInt8(ascii: "=") || isBlank && !endsLine
            // A dot would have to be doubled, and `From` be set off by what keeps mail in files.
            if column == 0, byte == UInt8(ascii: ".") || byte == UInt8(ascii: "F") { isLiteral = false }
            let width = isLiteral ? 1 : 3
            if column + width > 75 {
                out += [UInt8(ascii: "="), 13, 10]
                column = 0
                // Now it is the first of its line.
                continue
            }
            if isLiteral {
                out.append(byte)
            } else {
                out += [UInt8(ascii: "="), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
            column += width
            index += 1
        }
        if column > 0 { out += [13, 10] }
        return out
    }

    private static func base64Lines(_ bytes: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count * 4 / 3 + bytes.count / 20 + 8)
        var start = 0
        while start < bytes.count {
            let end = min(start + 57, bytes.count)
            out += base64Text(bytes[start..<end])
            out += [13, 10]
            start = end
        }
        return out
    }

    private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// Base64 with padding, without lines.
    static func base64Text(_ bytes: some Collection<UInt8>) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity((bytes.count + 2) / 3 * 4)
        var pending: UInt32 = 0
        var held = 0
        func put(_ shift: UInt32) { out.append(letters[Int(pending >> shift & 63)]) }
        for byte in bytes {
            pending = pending << 8 | UInt32(byte)
            held += 1
            if held == 3 {
                put(18)
                put(12)
                put(6)
                put(0)
                (pending, held) = (0, 0)
            }
        }
        if held == 1 {
            pending <<= 16
            put(18)
            put(12)
            out += [61, 61]
        } else if held == 2 {
            pending <<= 8
            put(18)
            put(12)
            put(6)
            out.append(61)
        }
        return out
    }
}
