import PluginKit

/// One value of the market as it was last stored.
struct MarketValue: Sendable, Hashable {
    /// Decimal text.
    let text: String
    /// Who said it.
    let source: String
    let recordedAt: Timestamp

    /// Whole seconds from then to now; 0 where the clocks differ.
    func ageSeconds(at now: Timestamp) -> Int64 { max(0, now.micros(since: recordedAt) / 1_000_000) }
}
