import PluginKit

/// Times as providers write them. Pure.
enum MarketTime {
    /// From 2009, when the first block was found, to 2100.
    private static let plausibleSeconds: ClosedRange<Int64> = 1_230_000_000...4_102_444_800

    /// Whole seconds since 1970. Throws `.implausible` for what is no time of a market.
    static func seconds(_ json: ProviderJSON) throws(ProviderFailure) -> Timestamp {
        let seconds = try json.integer()
        guard plausibleSeconds.contains(seconds) else {
            throw ProviderFailure(json.source, .implausible, "A time is \(seconds) s since 1970; expected one since 2009.")
        }
        return Timestamp(unixMicros: seconds * 1_000_000)
    }

    /// Whole milliseconds since 1970.
    static func milliseconds(_ json: ProviderJSON) throws(ProviderFailure) -> Timestamp {
        let millis = try json.integer()
        guard plausibleSeconds.contains(millis / 1_000) else {
            throw ProviderFailure(json.source, .implausible, "A time is \(millis) ms since 1970; expected one since 2009.")
        }
        return Timestamp(unixMicros: millis * 1_000)
    }

    /// Seconds, or milliseconds if seconds would lie beyond 2100: mempool.space has changed from one to the other.
    static func either(_ json: ProviderJSON) throws(ProviderFailure) -> Timestamp {
        try json.integer() > plausibleSeconds.upperBound ? try milliseconds(json) : try seconds(json)
    }

    /// What an answer lists, in rising order of time. Throws `.malformed` where two are of one time: one alone is true, and nobody knows which.
    static func rising<Item>(
        _ items: [Item], _ word: String, from source: MarketSource, by time: (Item) -> Timestamp
    ) throws(ProviderFailure) -> [Item] {
        let sorted = items.sorted { time($0) < time($1) }
        for (earlier, later) in zip(sorted, sorted.dropFirst()) where time(earlier) == time(later) {
            throw ProviderFailure(source, .malformed, "Two \(word)s are of \(time(later).rfc3339); expected each time once.")
        }
        return sorted
    }
}
