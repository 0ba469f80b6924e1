/// A string inside a reply: borrowed bytes between the quotes, valid while the reply is scanned.
struct ReplyText {
    let bytes: UnsafeBufferPointer<UInt8>
    let hasEscapes: Bool

    /// The text decoded: escapes resolved, bytes that are no UTF-8 read as Latin-1, control characters turned into blanks, at most `limit` bytes.
    func string(limit: Int = 200) -> String {
        if !hasEscapes, bytes.count <= limit, let text = plainASCII { return text }
        var copy: [UInt8] = []
        copy.reserveCapacity(min(bytes.count, limit))
        var position = 0
        while position < bytes.count, copy.count < limit {
            var byte = bytes[position]
            position += 1
            if byte == UInt8(ascii: "\\"), hasEscapes, position < bytes.count {
                byte = bytes[position]
                position += 1
                switch byte {
                case UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"), UInt8(ascii: "b"), UInt8(ascii: "f"): byte = 0x20
                case UInt8(ascii: "u"):
                    appendScalar(at: &position, to: &copy)
                    continue
                default: break
                }
            }
            copy.append(byte < 0x20 || byte == 0x7F ? 0x20 : byte)
        }
        return ReplyText.decode(copy)
    }

    /// The text at once where all of it is printable ASCII with no blank at either end.
    private var plainASCII: String? {
        guard let first = bytes.first, let last = bytes.last else { return "" }
        guard first != 0x20, last != 0x20, bytes.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// UTF-8 where it is, else every byte as one Latin-1 character. Blanks at both ends are dropped.
    static func decode(_ bytes: [UInt8]) -> String {
        var start = 0
        var end = bytes.count
        while start < end, bytes[start] == 0x20 { start += 1 }
        while end > start, bytes[end - 1] == 0x20 { end -= 1 }
        let trimmed = bytes[start..<end]
        if let text = String(validating: trimmed, as: UTF8.self) { return text }
        var text = ""
        for byte in trimmed { text.unicodeScalars.append(Unicode.Scalar(byte)) }
        return text
    }

    private func appendScalar(at position: inout Int, to copy: inout [UInt8]) {
        guard position + 4 <= bytes.count else { return }
        var code: UInt32 = 0
        for offset in 0..<4 {
            guard let digit = ReplyText.hexDigit(bytes[position + offset]) else { return }
            code = code << 4 | UInt32(digit)
        }
        position += 4
        // Surrogates and control characters carry nothing a page could show.
        guard let scalar = Unicode.Scalar(code), code >= 0x20, code != 0x7F else {
            copy.append(0x20)
            return
        }
        copy.append(contentsOf: Array(String(Character(scalar)).utf8))
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// The number at the text's beginning ("13883.81", "3250 W", "58.94W", "0x2A" is none); nil where there is none.
    var number: Double? {
        var position = 0
        while position < bytes.count, bytes[position] == 0x20 { position += 1 }
        return ReplyNumber.parse(bytes, at: &position)
    }

    /// Whether the text is this one, ASCII letters compared without case.
    func equals(_ other: StaticString) -> Bool {
        guard bytes.count == other.utf8CodeUnitCount else { return false }
        for offset in 0..<bytes.count {
            var byte = bytes[offset]
            if byte >= UInt8(ascii: "A"), byte <= UInt8(ascii: "Z") { byte |= 0x20 }
            if byte != other.utf8Start[offset] { return false }
        }
        return true
    }
}
