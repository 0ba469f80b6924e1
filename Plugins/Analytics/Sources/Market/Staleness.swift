import PluginKit

/// Whether a stored value is still to be trusted. Pure.
enum Staleness {
    /// One missed round is forgiven: a value is stale once it is older than twice its lifetime.
    static func isStale(_ metric: MarketMetric, recordedAt: Timestamp, now: Timestamp) -> Bool {
        ageSeconds(recordedAt, now: now) > 2 * metric.lifetimeSeconds
    }

    /// Whole seconds since then; 0 for what lies ahead.
    static func ageSeconds(_ recordedAt: Timestamp, now: Timestamp) -> Double {
        (Double(max(0, now.micros(since: recordedAt))) / 1_000_000).rounded(.down)
    }

    /// Whether a metric is to be asked for in the round that begins now. A round begins a little early or late: a tenth of the lifetime.
    static func isDue(_ metric: MarketMetric, recordedAt: Timestamp?, now: Timestamp) -> Bool {
        guard let recordedAt else { return true }
        return ageSeconds(recordedAt, now: now) >= 0.9 * metric.lifetimeSeconds || recordedAt > now
    }
}
