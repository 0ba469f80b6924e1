/// `mantissa` times 2 to the `exponent`, the mantissa's top bit set: what decimals are printed through. Products are cut off, 2^-126 of them at most.
struct BinaryScaled: Sendable {
    let mantissa: UInt128
    let exponent: Int

    /// The powers of ten from 10^-70 to 10^70.
    private static let powersOfTen: [BinaryScaled] = {
        let ten = BinaryScaled(mantissa: 10 << 124, exponent: -124)
        // The mantissa of a tenth is 1100 repeated, rounded up at its end.
        let tenth = BinaryScaled(mantissa: UInt128.max / 5 * 4 + 1, exponent: -131)
        let one = BinaryScaled(mantissa: 1 << 127, exponent: -127)
        var (rising, falling) = ([one], [BinaryScaled]())
        for _ in 0..<70 {
            rising.append(rising[rising.count - 1] * ten)
            falling.append((falling.last ?? one) * tenth)
        }
        return falling.reversed() + rising
    }()

    /// Nil where the table ends.
    static func powerOfTen(_ exponent: Int) -> BinaryScaled? {
        (-70...70).contains(exponent) ? powersOfTen[exponent + 70] : nil
    }

    private init(mantissa: UInt128, exponent: Int) { (self.mantissa, self.exponent) = (mantissa, exponent) }

    /// A positive value. What lies 2^-127 below it is left out.
    init(_ value: DoubleDouble) {
        let scale = Int(value.high.exponent) - 52
        let high = UInt128(value.high.significandBitPattern | 1 << 52) << 74
        guard value.low != 0 else {
            self.init(normalizing: high, exponent: scale - 74)
            return
        }
        let shift = Int(value.low.exponent) - 52 - (scale - 74)
        let bits = UInt128(value.low.significandBitPattern | 1 << 52)
        let low = shift >= 0 ? bits << shift : bits >> min(-shift, 127)
        self.init(normalizing: value.low < 0 ? high - low : high + low, exponent: scale - 74)
    }

    private init(normalizing mantissa: UInt128, exponent: Int) {
        let shift = mantissa.leadingZeroBitCount
        self.init(mantissa: mantissa << shift, exponent: exponent - shift)
    }

    static func * (left: BinaryScaled, right: BinaryScaled) -> BinaryScaled {
        let product = left.mantissa.multipliedFullWidth(by: right.mantissa)
        let isShort = product.high >> 127 == 0
        let mantissa = isShort ? product.high << 1 | product.low >> 127 : product.high
        return BinaryScaled(mantissa: mantissa, exponent: left.exponent + right.exponent + (isShort ? 127 : 128))
    }

    /// The nearest whole number, nil if it has more than 120 bits. What lies within 2^-97 of a half counts as one and goes up: an exact tie
    /// may have been moved that far by arithmetic.
    var rounded: UInt128? {
        guard exponent <= -8 else { return nil }
        guard exponent >= -128 else { return 0 }
        let (nudged, overflows) = mantissa.addingReportingOverflow(mantissa >> 97)
        let value = overflows ? mantissa : nudged
        let doubled = exponent == -128 ? value >> 127 : value >> (-exponent - 1)
        return (doubled + 1) >> 1
    }
}
