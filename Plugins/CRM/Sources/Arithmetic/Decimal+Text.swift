extension Decimal {
    private static let longest = 60

    /// Reads a plain decimal such as `-1200.50`: digits, one point, a sign; no exponent, no groups, at most 60 characters.
    init?(_ text: some StringProtocol) {
        var bytes = Array(text.utf8)
        guard (1...Self.longest).contains(bytes.count) else { return nil }
        let isNegative = bytes[0] == UInt8(ascii: "-")
        if isNegative || bytes[0] == UInt8(ascii: "+") { bytes.removeFirst() }
        let point = bytes.firstIndex(of: UInt8(ascii: "."))
        let scale = point.map { bytes.count - $0 - 1 } ?? 0
        if let point { bytes.remove(at: point) }
        guard !bytes.isEmpty, point != 0, point == nil || scale > 0 else { return nil }
        var digits = Magnitude.zero
        for byte in bytes {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            digits = digits * Magnitude(10) + Magnitude(UInt64(byte - UInt8(ascii: "0")))
        }
        self.init(isNegative: isNegative, digits: digits, scale: scale)
    }

    /// All digits, with a point if some stand behind it: `-1200.50`.
    var text: String {
        var digitsText: [UInt8] = []
        var rest = digits
        while !rest.isZero || digitsText.count <= scale {
            let (quotient, digit) = rest.divided(bySmall: 10)
            digitsText.append(UInt8(ascii: "0") + UInt8(digit))
            rest = quotient
        }
        if scale > 0 { digitsText.insert(UInt8(ascii: "."), at: scale) }
        if isNegative { digitsText.append(UInt8(ascii: "-")) }
        return String(decoding: digitsText.reversed(), as: UTF8.self)
    }

    /// The same without zeros at the end of what stands behind the point: `1200.5`, `1200`.
    var trimmedText: String {
        guard scale > 0 else { return text }
        var digits = Array(text.utf8)
        while digits.last == UInt8(ascii: "0") { digits.removeLast() }
        if digits.last == UInt8(ascii: ".") { digits.removeLast() }
        return String(decoding: digits, as: UTF8.self)
    }
}
