import PluginKit

/// The market as another plugin stores it for this tenant.
struct MarketStore: Sendable {
    let context: PluginContext

    private static let statement = "market_now"

    /// The values whose fields take them; one that is out of its field's range is left out, as if it were not there.
    ///
    /// Where Analytics is not installed nobody collects the market: there is nothing then, and that is no error.
    func values() async throws -> [MarketMetric: MarketValue] {
        let rows: Rows
        do throws(PluginError) {
            rows = try await context.database.query(Self.statement)
        } catch  where error.isNotInstalled {
            return [:]
        }
        return try Self.read(rows)
    }

    private static func read(_ rows: Rows) throws -> [MarketMetric: MarketValue] {
        var values: [MarketMetric: MarketValue] = [:]
        for row in rows {
            guard let metric = MarketMetric(rawValue: try row["metric"]) else { continue }
            let value = MarketValue(text: try row["value"], source: try row["source"], recordedAt: try row["recorded_at"])
            if metric.field.read(value.text) != nil { values[metric] = value }
        }
        return values
    }
}
