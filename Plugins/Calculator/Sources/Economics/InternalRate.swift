import Glibc

/// The internal rate of return: the rate at which cash to come is worth exactly what was paid for it.
enum InternalRate {
    /// Where a rate ends to say anything: an outlay of next to nothing.
    private static let limit = DoubleDouble(1e20)

    /// The rate for one period of an outlay now and cash at the end of each period.
    ///
    /// Nil unless the flows change sign exactly once, outlay first: only then is there one rate and no other (Descartes' rule of signs). Nil
    /// also from 1e20 on, which is no rate but an outlay of next to nothing. The equation is solved for q = 1/(1+rate), in doubles first and
    /// then with all digits.
    static func rate(outlay: DoubleDouble, cash: [DoubleDouble]) -> DoubleDouble? {
        guard outlay > .zero, cash.contains(where: { $0 > .zero }) else { return nil }
        let negativeAfterPositive = cash.drop { !($0 > .zero) }.contains { $0.isNegative }
        guard !negativeAfterPositive, let nearby = nearby(outlay: outlay.double, cash: cash.map(\.double)) else { return nil }

        // The slope needs no more digits than a double has: what is divided by it is already small.
        let slope = DoubleDouble(nearby.slope)
        var step = (DoubleDouble.polynomial(cash, at: nearby.discount) - outlay) / slope
        var discount = DoubleDouble(nearby.discount) - step
        // Where losses nearly make up for all income doubles come less close, and one step is not enough.
        for _ in 0..<4 where step.magnitude.double > 1e-15 * nearby.discount {
            step = (DoubleDouble.polynomial(cash, at: discount) - outlay) / slope
            discount -= step
        }
        return sensible(.one / discount - .one)
    }

    /// The yearly rate of a monthly one; nil from 1e20 on.
    static func annual(monthly: DoubleDouble) -> DoubleDouble? { sensible((.one + monthly).power(12) - .one) }

    /// The discount at which the cash is worth the outlay, to some 15 digits, and how quickly its worth grows there.
    ///
    /// Newton's iteration for the logarithms of both, as worth is nearly a power of the discount; within an interval that is halved where the
    /// iteration would leave it.
    private static func nearby(outlay: Double, cash: [Double]) -> (discount: Double, slope: Double)? {
        func look(_ discount: Double) -> (worth: Double, slope: Double) {
            var (worth, slope) = (0.0, 0.0)
            for flow in cash.reversed() {
                slope = slope * discount + (worth + flow)
                worth = (worth + flow) * discount
            }
            return (worth, slope)
        }
        var (below, above) = (0.0, 1.0)
        var here = look(above)
        while here.worth < outlay {
            guard above < 1e6 else { return nil }
            (below, above) = (above, above * 2)
            here = look(above)
        }
        var discount = above
        for _ in 0..<200 {
            let guess = discount * exp(log(outlay / here.worth) * here.worth / (discount * here.slope))
            // No number, as where cash is worth less than nothing, is no guess either.
            let next = guess >= below && guess <= above ? guess : (below + above) / 2
            let isNear = abs(next - discount) <= 1e-10 * next
            discount = next
            here = look(discount)
            if isNear { break }
            if here.worth < outlay { below = discount } else { above = discount }
        }
        return here.slope > 0 ? (discount, here.slope) : nil
    }

    /// What is no number is not below the limit either.
    private static func sensible(_ rate: DoubleDouble) -> DoubleDouble? { rate.isFinite && rate < limit ? rate : nil }
}
