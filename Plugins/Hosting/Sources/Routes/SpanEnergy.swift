import PluginKit

/// The energy of a chart, and of it what miners did not tell: each point's mean power over its time. Pure.
struct SpanEnergy: Sendable, Equatable {
    private(set) var kWh = 0.0
    /// Nil where nobody recorded of any point what of its power was told.
    private(set) var estimatedKWh: Double?

    private static let wattMicrosPerKWh = 3.6e12

    /// `rows` have the columns `bucket`, `power_watts` and `estimated_watts`, in rising order. A bucket that reaches beyond the span counts as
    /// far as that does, a raw row until the next one.
    init(_ rows: Rows, span: TimeSpan) throws {
        let bucket = try rows.column("bucket")
        for (place, row) in rows.enumerated() {
            let time: Timestamp = try row[bucket]
            let next: Timestamp? = try place + 1 < rows.count ? rows[place + 1][bucket] : nil
            let kilohours = Double(SpanEnergy.micros(from: time, next: next, span: span)) / SpanEnergy.wattMicrosPerKWh
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

    /// The time that a point stands for. Rounds of collection do not come on the second, so a raw row lasts until the next, unless the chart
    /// shows a gap there.
    private static func micros(from time: Timestamp, next: Timestamp?, span: TimeSpan) -> Int64 {
        if span.source == .raw, let next, case let apart = next.micros(since: time), apart <= PointWriter.rawGapMicros { return apart }
        return min(span.source.seconds * 1_000_000, max(0, span.to.micros(since: time)))
    }
}
