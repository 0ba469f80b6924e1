import PluginKit

/// One size of the buckets that are summed, and what of it is still to do. Pure.
struct SumStep: Sendable {
    let statement: String
    let seconds: Int64
    /// As long as the roll-up keeps its buckets.
    private let keptDays: Int64
    /// What one statement sums: of many clients and sites it is some ten thousand rows.
    private let daysAtOnce: Int64

    static let all = [
        SumStep(statement: "fleet_sums_5m", seconds: 300, keptDays: 90, daysAtOnce: 3),
        SumStep(statement: "fleet_sums_1h", seconds: 3_600, keptDays: 730, daysAtOnce: 30),
        SumStep(statement: "fleet_sums_1d", seconds: 86_400, keptDays: 3_650, daysAtOnce: 365),
    ]

    /// The spans that are to be summed, in their order: a bucket is summed once, after the last that was.
    ///
    /// - Parameter last: The newest bucket that was; nil for none yet.
    func spans(after last: Timestamp?, now: Timestamp) -> [(from: Timestamp, until: Timestamp)] {
        let oldest = now.adding(seconds: Double(-keptDays * 86_400))
        var from = last.map { max($0.adding(seconds: Double(seconds)), oldest) } ?? oldest
        var spans: [(from: Timestamp, until: Timestamp)] = []
        while from < now {
            let until = min(from.adding(seconds: Double(daysAtOnce * 86_400)), now)
            spans.append((from, until))
            from = until
        }
        return spans
    }
}
