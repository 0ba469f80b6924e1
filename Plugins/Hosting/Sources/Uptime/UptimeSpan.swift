import PluginKit

/// The span of time of an uptime: whole hours for up to two days, whole days of UTC beyond. Pure.
struct UptimeSpan: Sendable, Equatable {
    let from: Timestamp
    let to: Timestamp
    /// Where the figures come from.
    let source: TimeSpan.Source

    private static let hourlyMicros: Int64 = 2 * 86_400 * 1_000_000

    /// Reads `from` (default a day ago) and `to` (default now) as a chart does. Both go back to the beginning of their hour or day: what
    /// has only begun would weigh as if it were whole. Throws `.invalidArgument`.
    init(from: String?, to: String?, now: Timestamp) throws(PluginError) {
        let hours = try TimeSpan(from: from, to: to, step: "1h", now: now)
        let isShort = hours.to.micros(since: hours.from) <= UptimeSpan.hourlyMicros + TimeSpan.Source.hour.seconds * 1_000_000
        let span = isShort ? hours : try TimeSpan(from: from, to: to, step: "1d", now: now)
        source = span.source
        self.from = span.from
        let step = span.source.seconds * 1_000_000
        self.to = Timestamp(unixMicros: span.to.unixMicros - span.to.unixMicros % step)
        guard self.from < self.to else {
            throw PluginError(.invalidArgument, "to: expected a whole hour at least after from.")
        }
    }
}
