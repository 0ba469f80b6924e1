import PluginKit

/// What the sources of prices said when the last whole day ended. Pure.
struct ClosePrice: Equatable, Sendable {
    /// The price nearest to the day's end.
    let usd: Double
    /// Where a close of one exchange alone may lie.
    let near: ClosedRange<Double>
    /// Whether a price of the time itself is known, and not only one of another hour.
    let isOfThen: Bool

    /// Prices of two rounds before and after the day's end show what moved meanwhile.
    private static let nearSeconds = 600.0

    /// Of the prices that are known; nil of none that can be one.
    init?(_ known: [HistoryPoint], dayEnd: Timestamp) {
        let prices = known.filter { MarketMetric.priceUSD.plausible.contains($0.value) }
        guard let nearest = prices.min(by: { $0.at.micros(since: dayEnd).magnitude < $1.at.micros(since: dayEnd).magnitude }) else {
            return nil
        }
        usd = nearest.value
        let then = prices.filter { $0.at.micros(since: dayEnd).magnitude <= UInt64(Self.nearSeconds * 1_000_000) }.map(\.value)
        isOfThen = !then.isEmpty
        let (low, high) = (then.min() ?? usd, then.max() ?? usd)
        let tolerance = isOfThen ? MarketMetric.priceUSD.tolerance : MarketMetric.priceUSD.believedAlone
        near = low * (1 - tolerance)...high * (1 + tolerance)
    }

    /// Whether a close is so far off that not even two exchanges are believed.
    func isFar(_ closeUSD: Double) -> Bool { !MarketConsensus.isWithin(MarketMetric.priceUSD.believedAlone, of: usd, closeUSD) }
}
