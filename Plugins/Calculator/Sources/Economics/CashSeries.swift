/// Amounts of money, one at the end of each period, and what they are worth now. Pure.
///
/// Discounts are q = 1/(1+rate) of a period.
struct CashSeries: Sendable {
    let amounts: [DoubleDouble]
    /// The same as doubles.
    let nearby: [Double]
    /// The least of them; infinite where there is none.
    let least: Double
    /// The most of them; 0 where there is none.
    let most: Double

    init(_ amounts: [DoubleDouble]) {
        self.amounts = amounts
        nearby = amounts.map(\.double)
        least = nearby.min() ?? .infinity
        most = nearby.max() ?? 0
    }
}
