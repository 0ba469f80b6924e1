/// What a rule would have earned on stored prices.
struct BacktestResult: Equatable, Sendable {
    /// Of the whole span as a share: 0.5 is a gain of one half.
    let totalReturn: Double
    /// Of one who buys at the first bar that can be traded and sells at the last close, with the same fee.
    let buyAndHoldReturn: Double
    /// The deepest fall from a height, as a share of that height.
    let maximumDrawdown: Double
    /// Purchases that were sold again, the one that the end of the span closes included.
    let trades: Int
    /// Those that earned more than they cost.
    let wins: Int
    /// The share of bars with bitcoins held.
    let exposure: Double
    /// Wealth at each close, from 1 on.
    let equity: [Double]
    /// The same of one who buys at the first bar that can be traded and holds.
    let held: [Double]
}
