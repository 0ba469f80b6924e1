import PluginKit

/// A row of `market_now`.
struct MarketValue: Equatable, Sendable {
    let metric: MarketMetric
    /// In the metric's unit.
    let value: Double
    /// Which provider said it.
    let source: String
    let recordedAt: Timestamp
    /// Sources that agree.
    let agreeing: Int
    /// Sources that were not believed.
    let outliers: [String]

    /// Writes the row as `market_now_write` takes it.
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("metric", metric.rawValue)
            json.field("value", value)
            json.field("source", source)
            json.field("recorded_at", recordedAt)
            json.field("agreeing", agreeing)
            json.field("outliers", outliers.joined(separator: ","))
        }
    }

    /// The rows of `market_now` by metric; a metric that is no longer known is passed over.
    static func all(_ rows: Rows) throws(PluginError) -> [MarketMetric: MarketValue] {
        var values: [MarketMetric: MarketValue] = [:]
        for row in rows {
            guard let metric = MarketMetric(rawValue: try row["metric"]) else { continue }
            values[metric] = MarketValue(
                metric: metric, value: try row["value"], source: try row["source"], recordedAt: try row["recorded_at"],
                agreeing: try row["agreeing"],
                outliers: (try row["outliers"] as String).split(separator: ",").map(String.init))
        }
        return values
    }

    /// What rounds have found, with the subsidy that follows from the height and the fees' share of the reward. A time that lies ahead becomes now.
    static func from(_ rounds: [FailoverRound], now: Timestamp) -> [MarketValue] {
        let values = rounds.flatMap { round -> [MarketValue] in
            guard let verdict = round.verdict else { return [] }
            let value = MarketValue(
                metric: round.metric, value: verdict.value, source: verdict.source.rawValue,
                recordedAt: min(verdict.observedAt ?? now, now), agreeing: verdict.agreeing, outliers: verdict.outliers.map(\.rawValue))
            guard round.metric == .height else { return [value] }
            // The next block is the one that is mined for.
            let subsidy = MarketValue(
                metric: .subsidyBTC, value: Subsidy.bitcoins(height: Int64(verdict.value) + 1), source: value.source,
                recordedAt: value.recordedAt, agreeing: value.agreeing, outliers: value.outliers)
            return [value, subsidy]
        }
        guard let fees = values.first(where: { $0.metric == .feesBTCPerBlock }),
            let subsidy = values.first(where: { $0.metric == .subsidyBTC }), fees.value + subsidy.value > 0
        else { return values }
        let share = MarketValue(
            metric: .feeSharePercent, value: fees.value / (fees.value + subsidy.value) * 100, source: fees.source,
            recordedAt: min(fees.recordedAt, subsidy.recordedAt), agreeing: fees.agreeing, outliers: fees.outliers)
        return values + [share]
    }
}
