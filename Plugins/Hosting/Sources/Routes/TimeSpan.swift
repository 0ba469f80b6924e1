import PluginKit

/// The span of time and the step of a chart. Pure.
struct TimeSpan: Equatable, Sendable {
    /// Where the points come from.
    enum Source: String, Sendable {
        case raw, fiveMinutes = "5m", hour = "1h", day = "1d"

        /// Seconds between two points.
        var seconds: Int64 {
            switch self {
            case .raw: 60
            case .fiveMinutes: 300
            case .hour: 3_600
            case .day: 86_400
            }
        }
    }

    let from: Timestamp
    let to: Timestamp
    let source: Source

    private static let mostPoints: Int64 = 9_000
    private static let secondsADay: Int64 = 86_400

    /// Reads `from` (RFC 3339 or `-24h`; default a day ago), `to` (default now) and `step` (seconds or `raw`, `5m`, `1h`, `1d`; default by
    /// the span). Throws `.invalidArgument`.
    init(_ request: Request, now: Timestamp) throws(PluginError) {
        try self.init(from: request.text("from"), to: request.text("to"), step: request.text("step"), now: now)
    }

    init(from fromText: String?, to toText: String?, step: String?, now: Timestamp) throws(PluginError) {
        let from = try TimeSpan.point("from", fromText, now: now) ?? now.adding(seconds: -86_400)
        let to = try TimeSpan.point("to", toText, now: now) ?? now
        guard from < to else { throw PluginError(.invalidArgument, "from: expected a time before to.") }
        let seconds = to.micros(since: from) / 1_000_000
        let source = try TimeSpan.source(step, span: seconds)
        guard seconds / source.seconds <= TimeSpan.mostPoints else {
            throw PluginError(
                .invalidArgument,
                "step: \(seconds / source.seconds) points are too many; expected at most \(TimeSpan.mostPoints), so a longer step or a shorter span."
            )
        }
        // Buckets begin at whole steps.
        let micros = source.seconds * 1_000_000
        self.source = source
        self.to = to
        self.from = source == .raw ? from : Timestamp(unixMicros: TimeSpan.floor(from.unixMicros, to: micros))
    }

    /// The points that a chart shows, beginnings of buckets; none for raw rows.
    var buckets: [Timestamp] {
        guard source != .raw else { return [] }
        let micros = source.seconds * 1_000_000
        return stride(from: from.unixMicros, to: to.unixMicros, by: Int(micros)).map { Timestamp(unixMicros: $0) }
    }

    private static func floor(_ value: Int64, to step: Int64) -> Int64 {
        let rest = value % step
        return value - (rest < 0 ? rest + step : rest)
    }

    private static func source(_ step: String?, span: Int64) throws(PluginError) -> Source {
        guard let step, !step.isEmpty else {
            return span <= 3 * 3_600 ? .raw : span <= 2 * secondsADay ? .fiveMinutes : span <= 60 * secondsADay ? .hour : .day
        }
        if let named = Source(rawValue: step) { return named }
        let text = step.hasSuffix("s") ? String(step.dropLast()) : step
        guard let seconds = Int64(text), seconds > 0 else {
            throw PluginError(.invalidArgument, "step: expected seconds, or one of raw, 5m, 1h, 1d; found \"\(step.prefix(20))\".")
        }
        return seconds < 300 ? .raw : seconds < 3_600 ? .fiveMinutes : seconds < secondsADay ? .hour : .day
    }

    private static func point(_ name: String, _ text: String?, now: Timestamp) throws(PluginError) -> Timestamp? {
        guard let text, !text.isEmpty else { return nil }
        if text == "now" { return now }
        if let point = Timestamp(rfc3339: text) { return point }
        if text.first == "-", let unit = text.last, let amount = Int64(text.dropFirst().dropLast()), (1...1_000_000).contains(amount) {
            let seconds: [Character: Int64] = ["s": 1, "m": 60, "h": 3_600, "d": secondsADay, "w": 7 * secondsADay]
            if let size = seconds[unit] { return now.adding(seconds: -Double(amount * size)) }
        }
        throw PluginError(
            .invalidArgument,
            "\(name): expected a time as 2026-01-31T12:00:00Z or a span back from now as -24h; found \"\(text.prefix(40))\".")
    }
}
