/// Reads the body of a form, `a=1&b=two+words`. Pure.
enum FormText {
    /// The decoded items. Wrong percent signs stand for themselves; bytes that are not UTF-8 are repaired.
    static func items(_ body: some Collection<UInt8>) -> [(name: String, value: String)] {
        Array(body).split(separator: UInt8(ascii: "&")).map { item in
            guard let equals = item.firstIndex(of: UInt8(ascii: "=")) else { return (decode(item), "") }
            return (decode(item[..<equals]), decode(item[item.index(after: equals)...]))
        }
    }

    private static func decode(_ text: ArraySlice<UInt8>) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var at = text.startIndex
        while at < text.endIndex {
            let byte = text[at]
            if byte == UInt8(ascii: "+") {
                result.append(UInt8(ascii: " "))
            } else if byte == UInt8(ascii: "%"), at + 2 < text.endIndex, let high = hexValue(text[at + 1]), let low = hexValue(text[at + 2])
            {
                result.append(high << 4 | low)
                at += 2
            } else {
                result.append(byte)
            }
            at += 1
        }
        return String(decoding: result, as: UTF8.self)
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
