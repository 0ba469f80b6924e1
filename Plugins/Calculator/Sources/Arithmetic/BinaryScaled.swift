/// `mantissa` times 2 to the `exponent`, the mantissa's top bit set: what decimals are printed through. Products are cut off, 2^-124 of them at most.
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

    /// A positive, finite value. What lies 2^-127 below it is left out.
    init(_ value: DoubleDouble) {
        let scale = Int(value.high.exponent) - 52
        let high = UInt128(value.high.significandBitPattern | 1 << 52) &<< (74 as UInt128)
        guard value.low != 0 else {
            self.init(normalizing: high, exponent: scale - 74)
            return
        }
        let shift = Int(value.low.exponent) - 52 - (scale - 74)
        let bits = UInt128(value.low.significandBitPattern | 1 << 52)
        let low = shift >= 0 ? bits &<< UInt128(shift) : bits &>> UInt128(min(-shift, 127))
        self.init(normalizing: value.low < 0 ? high - low : high + low, exponent: scale - 74)
    }

    private init(normalizing mantissa: UInt128, exponent: Int) {
        let shift = mantissa.leadingZeroBitCount
        self.init(mantissa: mantissa &<< UInt128(shift), exponent: exponent - shift)
    }

    /// Of the product's four parts the lowest is left out: it is below the digits that count.
    static func * (left: BinaryScaled, right: BinaryScaled) -> BinaryScaled {
        let high = left.high.multipliedFullWidth(by: right.high)
        let first = left.high.multipliedFullWidth(by: right.low)
        let second = left.low.multipliedFullWidth(by: right.high)
        let middle = first.high.addingReportingOverflow(second.high)
        let low = high.low.addingReportingOverflow(middle.partialValue)
        let top = high.high &+ (middle.overflow ? 1 : 0) &+ (low.overflow ? 1 : 0)
        let product = UInt128(top) &<< (64 as UInt128) | UInt128(low.partialValue)
        let isShort = top >> 63 == 0
        return BinaryScaled(
            mantissa: isShort ? product &<< (1 as UInt128) : product, exponent: left.exponent + right.exponent + (isShort ? 127 : 128))
    }

    private var high: UInt64 { UInt64(truncatingIfNeeded: mantissa &>> (64 as UInt128)) }
    private var low: UInt64 { UInt64(truncatingIfNeeded: mantissa) }

    /// The nearest whole number, nil if it has more than 120 bits. What lies within 2^-97 of a half counts as one and goes up: an exact tie
    /// may have been moved that far by arithmetic.
    var rounded: UInt128? {
        guard exponent <= -8 else { return nil }
        guard exponent >= -128 else { return 0 }
        let (nudged, overflows) = mantissa.addingReportingOverflow(mantissa &>> (97 as UInt128))
        let doubled = (overflows ? mantissa : nudged) &>> UInt128(-exponent - 1)
        return (doubled + 1) &>> (1 as UInt128)
    }
}
