/// Reads decimal numbers out of bytes without making a string.
enum ReplyNumber {
    private static let powersOfTen: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ]

    /// The number that begins at `position`, which then stands behind it; nil (and `position` unmoved) where no number begins.
    /// `nan`, `inf` and `infinity` in any case, with a sign or without, are numbers.
    static func parse(_ bytes: UnsafeBufferPointer<UInt8>, at position: inout Int) -> Double? {
        var cursor = position
        var isNegative = false
        if cursor < bytes.count, bytes[cursor] == UInt8(ascii: "-") || bytes[cursor] == UInt8(ascii: "+") {
            isNegative = bytes[cursor] == UInt8(ascii: "-")
            cursor += 1
        }
        var mantissa: UInt64 = 0
        var digits = 0
        var exponent = 0
        var sawPoint = false
        while cursor < bytes.count {
            let byte = bytes[cursor]
            if byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
                if mantissa < 1_000_000_000_000_000_000 {
                    mantissa = mantissa * 10 + UInt64(byte - UInt8(ascii: "0"))
                    if sawPoint { exponent -= 1 }
                } else if !sawPoint {
                    exponent += 1
                }
                digits += 1
            } else if byte == UInt8(ascii: "."), !sawPoint {
                sawPoint = true
            } else {
                break
            }
            cursor += 1
        }
        guard digits > 0 else { return special(bytes, at: &position, from: cursor, isNegative: isNegative) }
        readExponent(bytes, at: &cursor, into: &exponent)
        position = cursor
        let value = scale(Double(mantissa), by: exponent)
        return isNegative ? -value : value
    }

    private static func readExponent(_ bytes: UnsafeBufferPointer<UInt8>, at cursor: inout Int, into exponent: inout Int) {
        guard cursor + 1 < bytes.count, bytes[cursor] | 0x20 == UInt8(ascii: "e") else { return }
        var ahead = cursor + 1
        var isNegative = false
        if bytes[ahead] == UInt8(ascii: "-") || bytes[ahead] == UInt8(ascii: "+") {
            isNegative = bytes[ahead] == UInt8(ascii: "-")
            ahead += 1
        }
        var value = 0
        var digits = 0
        while ahead < bytes.count, bytes[ahead] >= UInt8(ascii: "0"), bytes[ahead] <= UInt8(ascii: "9") {
            value = min(value * 10 + Int(bytes[ahead] - UInt8(ascii: "0")), 10_000)
            digits += 1
            ahead += 1
        }
        guard digits > 0 else { return }
        exponent += isNegative ? -value : value
        cursor = ahead
    }

    private static func scale(_ mantissa: Double, by exponent: Int) -> Double {
        if mantissa == 0 || exponent == 0 { return mantissa }
        var remaining = exponent.magnitude
        if remaining > 400 { return exponent > 0 ? .infinity : 0 }
        var value = mantissa
        while remaining > 0 {
            let step = min(Int(remaining), 22)
            value = exponent > 0 ? value * powersOfTen[step] : value / powersOfTen[step]
            remaining -= UInt(step)
        }
        return value
    }

    private static func special(
        _ bytes: UnsafeBufferPointer<UInt8>, at position: inout Int, from start: Int, isNegative: Bool
    ) -> Double? {
        guard start + 3 <= bytes.count else { return nil }
        let word = (bytes[start] | 0x20, bytes[start + 1] | 0x20, bytes[start + 2] | 0x20)
        let value: Double
        if word == (UInt8(ascii: "n"), UInt8(ascii: "a"), UInt8(ascii: "n")) {
            value = .nan
        } else if word == (UInt8(ascii: "i"), UInt8(ascii: "n"), UInt8(ascii: "f")) {
            value = isNegative ? -.infinity : .infinity
        } else {
            return nil
        }
        var cursor = start
        while cursor < bytes.count, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(bytes[cursor] | 0x20) { cursor += 1 }
        // "info" and "name" are words, not numbers.
        guard cursor - start == 3 || cursor - start == 8 else { return nil }
        position = cursor
        return value
    }
}
