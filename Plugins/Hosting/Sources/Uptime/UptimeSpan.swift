import PluginKit

/// The span of time of an uptime: whole hours for up to two days, whole days of UTC beyond. Pure.
struct UptimeSpan: Sendable, Equatable {
    let from: Timestamp
    let to: Timestamp
    /// Where the figures come from.
    let source: TimeSpan.Source

    private static let hourlyMicros: Int64 = 2 * 86_400 * 1_000_000

    /// Reads `from` (default a day ago) and `to` (default now) as a chart does. `from` goes back to the beginning of its hour or day, `to` on
    /// to the end of its own, though not beyond now: minutes are weighed by the rounds that were made, so what has only begun weighs
    /// little. Throws `.invalidArgument`.
    init(from fromText: String?, to toText: String?, now: Timestamp) throws(PluginError) {
        let hours = try TimeSpan(from: fromText, to: toText, step: "1h", now: now)
        let isShort = hours.to.micros(since: hours.from) <= UptimeSpan.hourlyMicros + TimeSpan.Source.hour.seconds * 1_000_000
        let span = isShort ? hours : try TimeSpan(from: fromText, to: toText, step: "1d", now: now)
        source = span.source
        from = span.from
        let step = span.source.seconds * 1_000_000
        let end = Timestamp(unixMicros: (span.to.unixMicros + step - 1) / step * step)
        to = max(min(end, now), span.to)
    }
}
