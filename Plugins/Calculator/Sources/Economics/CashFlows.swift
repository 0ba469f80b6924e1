/// What machines bring, period by period: revenue in proportion to their hashrate, less the same cost in each. Pure.
///
/// Nothing is listed: machines under the same assumptions share a series, so that a batch of thousands allocates nothing.
struct CashFlows: Sendable {
    /// Worth and its first two derivatives by the discount, to some 15 digits.
    typealias Look = (worth: Double, slope: Double, bend: Double)

    let series: CashSeries
    /// What the amounts of the series are multiplied with, above zero.
    let scale: DoubleDouble
    /// What is paid in each period.
    let cost: DoubleDouble

    init(series: CashSeries, scale: DoubleDouble = .one, cost: DoubleDouble = .zero) {
        (self.series, self.scale, self.cost) = (series, scale, cost)
    }

    /// One at the end of each period.
    var amounts: [DoubleDouble] { series.amounts.map { $0 * scale - cost } }

    /// Whether some of it is above zero, and none that comes after that below: only then is there one rate and no other (Descartes' rule of
    /// signs).
    var hasOneRate: Bool {
        guard hasLosses else { return cost.double < scale.double * series.most }
        var isEarning = false
        for amount in series.amounts {
            let flow = amount * scale - cost
            if flow.isNegative, isEarning { return false }
            if flow > .zero { isEarning = true }
        }
        return isEarning
    }

    /// Whether some of it may be below zero.
    var hasLosses: Bool { !(scale.double * series.least >= cost.double * (1 + 1e-12)) }

    /// By Horner's scheme, both derivatives with it.
    func look(_ discount: Double) -> Look {
        let (scale, cost) = (scale.double, cost.double)
        var (worth, slope, half) = (0.0, 0.0, 0.0)
        for amount in series.nearby.reversed() {
            let sum = worth + (scale * amount - cost)
            half = half * discount + slope
            slope = slope * discount + sum
            worth = sum * discount
        }
        return (worth, slope, 2 * half)
    }

    /// To all digits.
    func worth(_ discount: Double) -> DoubleDouble {
        DoubleDouble.polynomial(series.amounts, at: discount) * scale
            - DoubleDouble.polynomial(ones: series.amounts.count, at: discount) * cost
    }

    /// To all digits.
    func worth(_ discount: DoubleDouble) -> DoubleDouble {
        series.amounts.reversed().reduce(.zero) { ($0 + ($1 * scale - cost)) * discount }
    }
}
