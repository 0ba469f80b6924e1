import PluginKit

/// One value as a provider told it.
struct MarketObservation: Equatable, Sendable {
    let metric: MarketMetric
    /// In the metric's unit.
    let value: Double
    /// When it was true as the provider says; nil if it says nothing.
    private(set) var observedAt: Timestamp?

    /// Throws `.implausible` for what cannot be true.
    init(_ metric: MarketMetric, _ value: Double, from source: MarketSource, observedAt: Timestamp? = nil) throws(ProviderFailure) {
        guard metric.plausible.contains(value) else {
            throw ProviderFailure(
                source, .implausible,
                "\(metric.rawValue) is \(value); expected \(metric.plausible.lowerBound) to \(metric.plausible.upperBound).")
        }
        self.metric = metric
        self.value = value
        self.observedAt = observedAt
    }

    /// The same, of a time if the provider said none.
    func dated(_ at: Timestamp) -> MarketObservation {
        var observation = self
        observation.observedAt = observedAt ?? at
        return observation
    }
}
