/// The internal rate of return: the rate at which cash to come is worth exactly what was paid for it.
enum InternalRate {
    /// Where a rate ends to say anything: an outlay of next to nothing.
    private static let limit = DoubleDouble(1e20)

    /// The rate for one period of an outlay now and cash at the end of each period.
    ///
    /// Nil unless the flows change sign exactly once, outlay first: only then is there one rate and no other (Descartes' rule of signs). Nil
    /// also from 1e20 on, which is no rate but an outlay of next to nothing. The equation is solved for q = 1/(1+rate), by halving an interval in doubles, then by Newton's iteration with all digits.
    static func rate(outlay: DoubleDouble, cash: [DoubleDouble]) -> DoubleDouble? {
        guard outlay > .zero, cash.contains(where: { $0 > .zero }) else { return nil }
        let negativeAfterPositive = cash.drop { !($0 > .zero) }.contains { $0.isNegative }
        guard !negativeAfterPositive else { return nil }

        let nearby = cash.map(\.double)
        func excess(_ discount: Double) -> Double { nearby.reversed().reduce(0) { ($0 + $1) * discount } - outlay.double }
        var (below, above) = (0.0, 1.0)
        while excess(above) < 0 {
            guard above < 1e6 else { return nil }
            (below, above) = (above, above * 2)
        }
        for _ in 0..<60 {
            let middle = (below + above) / 2
            if excess(middle) < 0 { below = middle } else { above = middle }
        }
        var discount = DoubleDouble((below + above) / 2)
        for _ in 0..<3 {
            var (value, slope) = (DoubleDouble.zero, DoubleDouble.zero)
            for flow in cash.reversed() {
                slope = slope * discount + (value + flow)
                value = (value + flow) * discount
            }
            guard !slope.isZero else { return nil }
            discount -= (value - outlay) / slope
        }
        return sensible(.one / discount - .one)
    }

    /// The yearly rate of a monthly one; nil from 1e20 on.
    static func annual(monthly: DoubleDouble) -> DoubleDouble? { sensible((.one + monthly).power(12) - .one) }

    /// What is no number is not below the limit either.
    private static func sensible(_ rate: DoubleDouble) -> DoubleDouble? { rate.isFinite && rate < limit ? rate : nil }
}
