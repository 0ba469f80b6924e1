import Glibc

/// The internal rate of return: the rate at which cash to come is worth exactly what was paid for it.
enum InternalRate {
    /// Where a rate ends to say anything: an outlay of next to nothing.
    private static let limit = DoubleDouble(1e20)
    private static let largestDiscount = 1e6

    /// The rate for one period of an outlay now and cash at the end of each period.
    ///
    /// Nil unless the flows change sign exactly once, outlay first. Nil also from 1e20 on, which is no rate but an outlay of next to nothing.
    /// The equation is solved for q = 1/(1+rate), in doubles first and then with all digits.
    ///
    /// - Parameter start: A discount to begin with, the nearer the quicker.
    static func rate(outlay: DoubleDouble, cash: CashFlows, start: Double = 1) -> DoubleDouble? {
        guard outlay > .zero, cash.hasOneRate, let nearby = nearby(outlay: outlay.double, cash, start) else { return nil }
        // The slope needs no more digits than a double has: what is divided by it is already small.
        var step = (cash.worth(nearby.discount) - outlay) / DoubleDouble(nearby.slope)
        var discount = DoubleDouble(nearby.discount) - step
        // Where losses nearly make up for all income doubles come less close, and know less of the slope: one step is not enough.
        let enough = (cash.hasLosses ? 1e-24 : 1e-15) * nearby.discount
        for _ in 0..<8 where step.magnitude.double > enough {
            step = (cash.worth(discount) - outlay) / DoubleDouble(cash.look(discount.double).slope)
            discount -= step
        }
        return sensible(.one / discount - .one)
    }

    /// The yearly rate of a monthly one; nil from 1e20 on.
    static func annual(monthly: DoubleDouble) -> DoubleDouble? { sensible((.one + monthly).power(12) - .one) }

    /// The discount at which the cash is worth the outlay, to some 15 digits, and how quickly its worth grows there.
    ///
    /// Halley's iteration for the logarithms of both, as worth is nearly a power of the discount; within an interval that is halved where the
    /// iteration would leave it.
    private static func nearby(outlay: Double, _ cash: CashFlows, _ start: Double) -> (discount: Double, slope: Double)? {
        var (below, above, discount) = (0.0, Double.infinity, start)
        var here = cash.look(discount)
        for _ in 0..<200 {
            if here.worth < outlay { below = discount } else { above = discount }
            guard below < largestDiscount else { return nil }
            // The power that worth grows with here, and how that itself grows with the logarithm of the discount.
            let power = discount * here.slope / here.worth
            let growth = power * (1 - power) + discount * discount * here.bend / here.worth
            let newton = log(outlay / here.worth) / power
            // Far from the root the second derivative says nothing of how far it is.
            let change = newton / max(0.5, min(1 + growth * newton / (2 * power), 2))
            let guess = discount * exp(change)
            if abs(change) < 1e-7, abs(growth * change) < 1e-5 * power { return (guess, outlay / guess * (power + growth * change)) }
            // No number, as where cash is worth less than nothing, is no guess either.
            let next = guess > below && guess < above ? guess : above.isFinite ? (below + above) / 2 : 2 * discount
            discount = min(next, largestDiscount)
            // As near as doubles come.
            if above - below < 1e-15 * above { break }
            here = cash.look(discount)
        }
        return here.slope > 0 ? (discount, here.slope) : nil
    }

    /// What is no number is not below the limit either.
    private static func sensible(_ rate: DoubleDouble) -> DoubleDouble? { rate.isFinite && rate < limit ? rate : nil }
}
