/// An exact decimal number: sums, differences and products are exact; only `rounded` and `divided` round, and say to how many decimals.
struct Decimal: Sendable {
    let isNegative: Bool
    /// The digits without the point.
    let digits: Magnitude
    /// How many of the digits stand behind the point.
    let scale: Int

    static let zero = Decimal(isNegative: false, digits: .zero, scale: 0)

    init(isNegative: Bool, digits: Magnitude, scale: Int) {
        self.isNegative = isNegative && !digits.isZero
        self.digits = digits
        self.scale = scale
    }

    init(_ value: Int) { self.init(isNegative: value < 0, digits: Magnitude(UInt64(value.magnitude)), scale: 0) }

    var isZero: Bool { digits.isZero }

    static prefix func - (value: Decimal) -> Decimal { Decimal(isNegative: !value.isNegative, digits: value.digits, scale: value.scale) }

    static func + (left: Decimal, right: Decimal) -> Decimal {
        let scale = max(left.scale, right.scale)
        let (one, other) = (left.digits(at: scale), right.digits(at: scale))
        if left.isNegative == right.isNegative { return Decimal(isNegative: left.isNegative, digits: one + other, scale: scale) }
        return one >= other
            ? Decimal(isNegative: left.isNegative, digits: one - other, scale: scale)
            : Decimal(isNegative: right.isNegative, digits: other - one, scale: scale)
    }

    static func - (left: Decimal, right: Decimal) -> Decimal { left + -right }

    static func * (left: Decimal, right: Decimal) -> Decimal {
        Decimal(isNegative: left.isNegative != right.isNegative, digits: left.digits * right.digits, scale: left.scale + right.scale)
    }

    /// The quotient to so many decimals, a half rounded away from zero. `divisor` must not be zero.
    func divided(by divisor: Decimal, decimals: Int) -> Decimal {
        let shift = decimals + divisor.scale - scale
        let dividend = shift > 0 ? digits * .powerOfTen(shift) : digits
        let whole = shift < 0 ? divisor.digits * .powerOfTen(-shift) : divisor.digits
        return Decimal(isNegative: isNegative != divisor.isNegative, digits: Self.nearest(dividend, whole), scale: decimals)
    }

    /// The same to so many decimals, a half rounded away from zero, as bills are.
    func rounded(decimals: Int) -> Decimal {
        guard scale > decimals else { return Decimal(isNegative: isNegative, digits: digits(at: decimals), scale: decimals) }
        return Decimal(isNegative: isNegative, digits: Self.nearest(digits, .powerOfTen(scale - decimals)), scale: decimals)
    }

    private static func nearest(_ dividend: Magnitude, _ divisor: Magnitude) -> Magnitude {
        let (quotient, remainder) = dividend.divided(by: divisor)
        return remainder + remainder >= divisor ? quotient + Magnitude(1) : quotient
    }

    private func digits(at other: Int) -> Magnitude { other == scale ? digits : digits * .powerOfTen(other - scale) }
}

extension Decimal: Comparable {
    static func == (left: Decimal, right: Decimal) -> Bool { (left - right).isZero }

    static func < (left: Decimal, right: Decimal) -> Bool { (left - right).isNegative }
}
