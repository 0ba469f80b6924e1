extension JSONWriter {
    /// Writes `text` in quotes, escaped.
    mutating func quote(_ text: String) {
        var text = text
        text.withUTF8 { quote($0) }
    }

    /// Writes UTF-8 in quotes, escaped. Runs without anything to escape are copied at once.
    mutating func quote(_ text: UnsafeBufferPointer<UInt8>) {
        append(UInt8(ascii: "\""))
        var runStart = 0
        for index in 0..<text.count {
            let byte = text[index]
            guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
            append(UnsafeBufferPointer(rebasing: text[runStart..<index]))
            escape(byte)
            runStart = index + 1
        }
        append(UnsafeBufferPointer(rebasing: text[runStart...]))
        append(UInt8(ascii: "\""))
    }

    mutating func hexadecimal(_ value: ArraySlice<UInt8>) {
        append(UInt8(ascii: "\""))
        for byte in value {
            append(Self.hexDigit(byte >> 4))
            append(Self.hexDigit(byte & 15))
        }
        append(UInt8(ascii: "\""))
    }

    mutating func decimal(_ value: Int64) {
        if value >= 0, value < 10 { return append(UInt8(ascii: "0") + UInt8(value)) }
        var magnitude = value.magnitude
        if value < 0 { append(UInt8(ascii: "-")) }
        // 2^64 has 20 digits.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var at = 20
            repeat {
                at -= 1
                digits[at] = UInt8(ascii: "0") + UInt8(magnitude % 10)
                magnitude /= 10
            } while magnitude > 0
            append(UnsafeBufferPointer(rebasing: digits[at..<20]))
        }
    }

    /// The shortest decimal that reads back as the same double. Whole numbers go without a fraction.
    mutating func number(_ value: Double) {
        if value.rounded(.towardZero) == value, abs(value) < 1e15, !(value == 0 && value.sign == .minus) { return decimal(Int64(value)) }
        var text = value.description
        text.withUTF8 { append($0) }
    }

    private mutating func escape(_ byte: UInt8) {
        append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): append(byte)
        case 0x08: append(UInt8(ascii: "b"))
        case 0x09: append(UInt8(ascii: "t"))
        case 0x0A: append(UInt8(ascii: "n"))
        case 0x0C: append(UInt8(ascii: "f"))
        case 0x0D: append(UInt8(ascii: "r"))
        default:
            raw("u00")
            append(Self.hexDigit(byte >> 4))
            append(Self.hexDigit(byte & 15))
        }
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 { value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10 }
}
