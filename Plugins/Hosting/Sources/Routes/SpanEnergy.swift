import PluginKit

/// The energy of a fleet's chart, and of it what miners did not tell: each bucket's mean power over its time. Pure.
struct SpanEnergy: Sendable, Equatable {
    private(set) var kWh = 0.0
    /// Nil where nobody recorded of any bucket what of its power was told.
    private(set) var estimatedKWh: Double?

    private static let wattMicrosPerKWh = 3.6e12

    /// `rows` have the columns `bucket`, `power_watts` and `estimated_watts`. A bucket that reaches beyond the span counts as far as that does.
    init(_ rows: Rows, span: TimeSpan) throws {
        for row in rows {
            let time: Timestamp = try row["bucket"]
            let micros = min(span.source.seconds * 1_000_000, max(0, span.to.micros(since: time)))
            let kilohours = Double(micros) / SpanEnergy.wattMicrosPerKWh
            guard let watts = try row.number("power_watts") else { continue }
            kWh += watts * kilohours
            guard let estimated = try row.number("estimated_watts") else { continue }
            estimatedKWh = (estimatedKWh ?? 0) + estimated * kilohours
        }
    }

    /// Writes the fields of the answer.
    func write(to json: inout JSONWriter) {
        json.field("energy_kwh", FleetSummary.round(kWh, 3))
        json.field("estimated_kwh", estimatedKWh.map { FleetSummary.round($0, 3) })
    }
}
