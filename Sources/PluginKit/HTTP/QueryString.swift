/// Reads and writes `a=1&b=two+words`, as in an address or the body of a form: pure.
public enum QueryString {
    /// The decoded items. Wrong percent signs stand for themselves; bytes that are not UTF-8 are repaired.
    public static func items(_ bytes: some Collection<UInt8>) -> [(name: String, value: String)] {
        bytes.split(separator: UInt8(ascii: "&")).map { item in
            guard let equals = item.firstIndex(of: UInt8(ascii: "=")) else { return (decode(item), "") }
            return (decode(item[..<equals]), decode(item[item.index(after: equals)...]))
        }
    }

    /// The value of the first item of a name, byte for byte: a file that a form sent need not be UTF-8. Nil if there is none.
    public static func bytes(_ name: String, in bytes: some Collection<UInt8>) -> [UInt8]? {
        for item in bytes.split(separator: UInt8(ascii: "&")) {
            let end = item.firstIndex(of: UInt8(ascii: "=")) ?? item.endIndex
            if decode(item[..<end]) == name { return decodeBytes(item[end...].dropFirst()) }
        }
        return nil
    }

    private static func decode(_ text: some Collection<UInt8>) -> String { String(decoding: decodeBytes(text), as: UTF8.self) }

    private static func decodeBytes(_ text: some Collection<UInt8>) -> [UInt8] {
        let bytes = Array(text)
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var at = 0
        while at < bytes.count {
            switch bytes[at] {
            case UInt8(ascii: "+"): result.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                if at + 2 < bytes.count, let high = hexValue(bytes[at + 1]), let low = hexValue(bytes[at + 2]) {
                    result.append(high << 4 | low)
                    at += 2
                } else {
                    result.append(bytes[at])
                }
            default: result.append(bytes[at])
            }
            at += 1
        }
        return result
    }

    private static let digits = Array("0123456789ABCDEF".utf8)

    /// The text with everything but letters, digits and `-._~` as percent signs, to stand in an address.
    public static func encode(_ text: String) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
                bytes.append(byte)
            default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func hexValue(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
