/// A decimal text taken apart: digits × 10^exponent.
struct DecimalParts {
    var isNegative = false
    /// 0 to 9 each, without leading zeros before the point.
    var digits: [UInt8] = []
    var exponent = 0

    /// Nil unless the text is `[+-] digits [. digits] [e [+-] digits]` with at least one digit.
    init?(_ text: UnsafeRawBufferPointer) {
        var rest = text[...]
        if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") {
            isNegative = rest.removeFirst() == UInt8(ascii: "-")
        }
        var hasDigit = false, hasPoint = false
        while let byte = rest.first {
            if byte >= 48 && byte <= 57 {
                hasDigit = true
                if !(digits.isEmpty && byte == 48 && !hasPoint) { digits.append(byte - 48) }
                if hasPoint { exponent -= 1 }
            } else if byte == UInt8(ascii: ".") && !hasPoint {
                hasPoint = true
            } else {
                break
            }
            rest.removeFirst()
        }
        guard hasDigit else { return nil }
        if rest.isEmpty { return }
        guard rest.removeFirst() | 0x20 == UInt8(ascii: "e"), rest.count <= 7, let power = Int(String(decoding: rest, as: UTF8.self)) else {
            return nil
        }
        exponent += power
        // A positive exponent becomes zeros, so that the digits hold the whole number.
        if exponent > 0 {
            guard exponent <= 131_072 else { return nil }
            digits += [UInt8](repeating: 0, count: exponent)
            exponent = 0
        }
    }
}
