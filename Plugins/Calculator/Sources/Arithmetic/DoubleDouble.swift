/// A number of some 31 significant digits: the exact sum of two doubles, the second at most half a unit in the last place of the first.
///
/// Amounts, rates and their products stay within 1e-28 of their value through everything that the calculator does, so that what is printed
/// with 18 digits is the correctly rounded exact result. Values are finite; magnitudes stay between 1e-60 and 1e60.
struct DoubleDouble: Sendable, Hashable {
    /// The value rounded to a double.
    let high: Double
    /// What `high` leaves out.
    let low: Double

    static let zero = DoubleDouble(0)
    static let one = DoubleDouble(1)

    /// The value of a double, which is what its bits say and not the decimal that it was written as: for that take `init(decimal:)`.
    @inline(__always) init(_ value: Double) { (high, low) = (value, 0) }

    /// A whole number.
    @inline(__always) init(_ value: Int) {
        let rounded = Double(value)
        self = DoubleDouble(normalizing: rounded, Double(value &- (Int(exactly: rounded) ?? value)))
    }

    /// Two doubles of which the first is the larger.
    @inline(__always) init(normalizing large: Double, _ small: Double) {
        high = large + small
        low = small - (high - large)
    }

    var isNegative: Bool { high < 0 }
    var isZero: Bool { high == 0 }
    /// False for what went beyond the range of a double.
    var isFinite: Bool { high.isFinite && low.isFinite }
    var magnitude: DoubleDouble { isNegative ? -self : self }
    /// The nearest double, for charts and statistics.
    var double: Double { high }
}

extension DoubleDouble: Comparable {
    @inline(__always) static func < (left: DoubleDouble, right: DoubleDouble) -> Bool {
        left.high < right.high || (left.high == right.high && left.low < right.low)
    }
}
