import PluginKit

/// What a price did in one span of time.
struct MarketCandle: Equatable, Sendable {
    let openedAt: Timestamp
    let openUSD: Double
    let highUSD: Double
    let lowUSD: Double
    let closeUSD: Double
    let volumeBTC: Double

    /// Throws `.implausible` where the four prices contradict each other or cannot be true.
    init(
        openedAtMillis: Int64, open: Double, high: Double, low: Double, close: Double, volume: Double, from source: MarketSource
    ) throws(ProviderFailure) {
        // From 2009, when there were no bitcoins, to 2100.
        guard (1_230_000_000_000...4_102_444_800_000).contains(openedAtMillis) else {
            throw ProviderFailure(source, .implausible, "A candle opens at \(openedAtMillis) ms; expected a time since 2009.")
        }
        let range = MarketMetric.priceUSD.plausible
        guard range.contains(low), range.contains(high), low <= min(open, close), high >= max(open, close), volume >= 0 else {
            throw ProviderFailure(
                source, .implausible,
                "A candle has open \(open), high \(high), low \(low), close \(close), volume \(volume); expected low <= open, close <= high."
            )
        }
        openedAt = Timestamp(unixMicros: openedAtMillis * 1_000)
        (openUSD, highUSD, lowUSD, closeUSD, volumeBTC) = (open, high, low, close, volume)
    }
}
