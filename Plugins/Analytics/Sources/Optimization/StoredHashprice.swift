import PluginKit

/// What hashing earns by the stored market, and how old that is. Pure.
struct StoredHashprice: Equatable, Sendable {
    /// USD a PH/s and day.
    let usdPerPHDay: Double
    /// When the oldest of the values that it is made of was true.
    let recordedAt: Timestamp
    /// Whether one of them should have been renewed.
    let isStale: Bool

    /// Of what is stored; nil where the price, the difficulty or the subsidy is missing. Without fees a block is worth its subsidy.
    init?(_ values: [MarketMetric: MarketValue], now: Timestamp) {
        guard let price = values[.priceUSD], let difficulty = values[.difficulty], let subsidy = values[.subsidyBTC] else { return nil }
        let fees = values[.feesBTCPerBlock]
        usdPerPHDay = Hashprice.usdPerPHDay(
            priceUSD: price.value, difficulty: difficulty.value, bitcoinsPerBlock: subsidy.value + (fees?.value ?? 0))
        let parts = [price, difficulty, subsidy] + (fees.map { [$0] } ?? [])
        recordedAt = parts.reduce(price.recordedAt) { min($0, $1.recordedAt) }
        isStale = parts.contains { Staleness.isStale($0.metric, recordedAt: $0.recordedAt, now: now) }
    }
}
