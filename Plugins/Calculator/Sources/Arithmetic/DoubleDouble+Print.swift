import Glibc

/// Any value is printed: what has too many digits before or behind the point as its nearest double (`1e+200`), infinities as `inf`, else `nan`.
extension DoubleDouble {
    /// The value with so many significant digits (1 to 27), in plain notation, zeros at the end included; ties away from zero. Zero is `0`.
    func text(significantDigits count: Int) -> String { significant(count, trims: false) }

    /// The same without zeros at the end of the fraction: what the interface answers.
    func trimmed(significantDigits count: Int = 18) -> String { significant(count, trims: true) }

    /// The value with so many decimals (0 to 20), as amounts are written; ties away from zero.
    func text(decimals: Int) -> String {
        guard isFinite else { return "\(high)" }
        guard !isZero, let power = BinaryScaled.powerOfTen(decimals) else { return Self.placed([], decimals: decimals, isNegative: false) }
        guard let digits = (BinaryScaled(magnitude) * power).rounded else { return "\(high)" }
        return Self.placed(Self.digits(of: digits), decimals: decimals, isNegative: isNegative && digits != 0)
    }

    private func significant(_ count: Int, trims: Bool) -> String {
        guard isFinite else { return "\(high)" }
        guard !isZero else { return "0" }
        let value = BinaryScaled(magnitude)
        var decimals = count - 1 - Int(log10(magnitude.high).rounded(.down))
        // The logarithm of the nearest double may be one off at a power of ten, and rounding may add a digit.
        for _ in 0..<3 {
            guard let power = BinaryScaled.powerOfTen(decimals), let rounded = (value * power).rounded else { break }
            var digits = Self.digits(of: rounded)
            guard digits.count == count else {
                decimals += count - digits.count
                continue
            }
            while trims, decimals > 0, digits.last == Self.zeroDigit {
                digits.removeLast()
                decimals -= 1
            }
            return Self.placed(digits, decimals: decimals, isNegative: isNegative)
        }
        return "\(high)"
    }

    private static let zeroDigit = UInt8(ascii: "0")

    /// The decimal digits, none for 0. Two divisions by 10^19 leave words that a processor divides at once.
    private static func digits(of value: UInt128) -> [UInt8] {
        let chunk: UInt64 = 10_000_000_000_000_000_000
        var reversed: [UInt8] = []
        reversed.reserveCapacity(40)
        var rest = value
        while rest > 0 {
            let isLast = rest < UInt128(chunk)
            var word = UInt64(truncatingIfNeeded: isLast ? rest : rest % UInt128(chunk))
            rest = isLast ? 0 : rest / UInt128(chunk)
            var left = 19
            while left > 0, !isLast || word > 0 {
                reversed.append(zeroDigit + UInt8(truncatingIfNeeded: word % 10))
                word /= 10
                left -= 1
            }
        }
        reversed.reverse()
        return reversed
    }

    /// Puts the point before the last `decimals` digits; negative decimals are zeros behind them.
    private static func placed(_ digits: [UInt8], decimals: Int, isNegative: Bool) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count + abs(decimals) + 3)
        if isNegative { bytes.append(UInt8(ascii: "-")) }
        let whole = digits.count - max(decimals, 0)
        if whole > 0 { bytes += digits[..<whole] } else { bytes.append(zeroDigit) }
        if decimals > 0 {
            bytes.append(UInt8(ascii: "."))
            if whole < 0 { bytes += repeatElement(zeroDigit, count: -whole) }
            bytes += digits[max(whole, 0)...]
        } else if decimals < 0 {
            bytes += repeatElement(zeroDigit, count: -decimals)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
