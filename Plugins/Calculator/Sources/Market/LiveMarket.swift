import PluginKit

/// What is stored of the market for this tenant; empty where nobody collects it.
struct LiveMarket: Sendable {
    let values: [MarketMetric: MarketValue]
    let now: Timestamp
    /// From this age on a value counts as old.
    let staleSeconds: Int64

    /// The value that stands in for an input. The height stored is that of the last block; asked for is the next.
    func text(for metric: MarketMetric) -> String? {
        guard let text = values[metric]?.text else { return nil }
        guard metric == .height else { return text }
        return DoubleDouble(decimal: text).map { ($0 + .one).text(decimals: 0) }
    }

    func isStale(_ value: MarketValue) -> Bool { value.ageSeconds(at: now) >= staleSeconds }
}
