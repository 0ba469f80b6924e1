import Glibc

extension DoubleDouble {
    /// The value with so many significant digits (1 to 27), in plain notation, zeros at the end included; ties away from zero. Zero is `0`.
    func text(significantDigits count: Int) -> String {
        guard !isZero else { return "0" }
        let value = BinaryScaled(magnitude)
        var decimals = count - 1 - Int(log10(magnitude.high).rounded(.down))
        // The logarithm of the nearest double may be one off at a power of ten, and rounding may add a digit.
        for _ in 0..<3 {
            guard let power = BinaryScaled.powerOfTen(decimals), let digits = (value * power).rounded else { break }
            let text = String(digits)
            if text.utf8.count == count { return Self.placed(text, decimals: decimals, isNegative: isNegative) }
            decimals += count - text.utf8.count
        }
        return "\(high)"
    }

    /// The same without zeros at the end of the fraction: what the interface answers.
    func trimmed(significantDigits count: Int = 18) -> String {
        let text = text(significantDigits: count)
        guard text.utf8.contains(UInt8(ascii: ".")) else { return text }
        let bytes = text.utf8.reversed().drop { $0 == UInt8(ascii: "0") }
        let kept = bytes.first == UInt8(ascii: ".") ? bytes.dropFirst() : bytes
        return String(decoding: kept.reversed(), as: UTF8.self)
    }

    /// The value with so many decimals (0 to 20), as amounts are written; ties away from zero.
    func text(decimals: Int) -> String {
        guard !isZero, let power = BinaryScaled.powerOfTen(decimals) else { return Self.placed("0", decimals: decimals, isNegative: false) }
        guard let digits = (BinaryScaled(magnitude) * power).rounded else { return "\(high)" }
        return Self.placed(String(digits), decimals: decimals, isNegative: isNegative && digits != 0)
    }

    /// Puts the point before the last `decimals` digits; negative decimals are zeros before it.
    private static func placed(_ digits: String, decimals: Int, isNegative: Bool) -> String {
        let sign = isNegative ? "-" : ""
        guard decimals > 0 else { return sign + digits + String(repeating: "0", count: -decimals) }
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.utf8.count)) + digits
        return "\(sign)\(padded.dropLast(decimals)).\(padded.suffix(decimals))"
    }
}
