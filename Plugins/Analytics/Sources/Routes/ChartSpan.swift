import PluginKit

/// The span of time and the step of a chart. Pure.
struct ChartSpan: Equatable, Sendable {
    /// Where the points come from.
    enum Step: String, CaseIterable, Sendable {
        case raw
        case hour = "1h"
        case day = "1d"

        /// The statement that has them.
        var statement: String { self == .raw ? "history_raw" : "history_\(rawValue)" }

        /// Between two points; values are stored as often as prices are asked for.
        var seconds: Double {
            switch self {
            case .raw: MarketMetric.priceUSD.lifetimeSeconds
            case .hour: 3_600
            case .day: secondsADay
            }
        }
    }

    let from: Timestamp
    let to: Timestamp
    let step: Step

    private static let secondsADay = 86_400.0
    private static let longestDays = 10_000.0
    /// The statements give no more.
    private static let mostPoints = 10_000.0

    /// Reads `from` (RFC 3339 or a span back from now such as `-24h`), `to` (default now) and `step` (`raw`, `1h`, `1d`; default by the span).
    /// Throws `.invalidArgument`, also where the step has more points in the span than one answer holds.
    init(_ request: Request, now: Timestamp, defaultDays: Double = 1) throws(PluginError) {
        try self.init(
            from: request.text("from"), to: request.text("to"), step: request.text("step"), now: now, defaultDays: defaultDays)
    }

    init(from fromText: String?, to toText: String?, step stepText: String?, now: Timestamp, defaultDays: Double = 1) throws(PluginError) {
        let to = try Self.point("to", toText, now: now) ?? now
        let from = try Self.point("from", fromText, now: now) ?? to.adding(seconds: -defaultDays * Self.secondsADay)
        guard from < to else { throw PluginError(.invalidArgument, "from: expected a time before to.") }
        let days = Double(to.unixMicros) / 86_400_000_000 - Double(from.unixMicros) / 86_400_000_000
        guard days <= Self.longestDays else {
            throw PluginError(.invalidArgument, "from: expected at most \(Int(Self.longestDays)) days before to.")
        }
        (self.from, self.to) = (from, to)
        if let stepText, !stepText.isEmpty {
            // The pages' bar of spans also has the step of five minutes, which is how often values are stored.
            guard let step = stepText == "5m" ? .raw : Step(rawValue: stepText) else {
                throw PluginError(.invalidArgument, "step: expected raw, 5m, 1h or 1d; found \"\(stepText.prefix(20))\".")
            }
            guard days * Self.secondsADay / step.seconds <= Self.mostPoints else {
                let fitting = Step.allCases.first { days * Self.secondsADay / $0.seconds <= Self.mostPoints } ?? .day
                throw PluginError(
                    .invalidArgument,
                    "step: expected \(fitting.rawValue), for \(stepText) has more than \(Int(Self.mostPoints)) points from from to to.")
            }
            self.step = step
        } else {
            step = days <= 8 ? .raw : days <= 100 ? .hour : .day
        }
    }

    private static func point(_ name: String, _ text: String?, now: Timestamp) throws(PluginError) -> Timestamp? {
        guard let text, !text.isEmpty else { return nil }
        if text == "now" { return now }
        if let point = Timestamp(rfc3339: text) { return point }
        if text.first == "-", let unit = text.last, let amount = Int64(text.dropFirst().dropLast()), (1...1_000_000).contains(amount),
            let size = ["m": 60.0, "h": 3_600, "d": secondsADay, "w": 7 * secondsADay][String(unit)]
        {
            return now.adding(seconds: -Double(amount) * size)
        }
        throw PluginError(
            .invalidArgument,
            "\(name): expected a time as 2026-01-31T12:00:00Z or a span back from now as -24h; found \"\(text.prefix(40))\".")
    }
}
