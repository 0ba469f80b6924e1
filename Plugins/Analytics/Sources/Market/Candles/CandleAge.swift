import PluginKit

/// How old the newest of the candles is that signals and forecasts rest on. Pure.
struct CandleAge: Equatable, Sendable {
    /// A day's candle comes some minutes after the day's end: at two days one was missed.
    static let longestFreshSeconds = 2.0 * 86_400

    /// When the newest candle closed: what is told was true then.
    let asOf: Timestamp
    /// Whether a candle that should be there is not.
    let isStale: Bool

    /// Of a series whose newest candle opened then.
    init(newestOpenedAt: Timestamp, now: Timestamp) {
        asOf = CandleRound.closing(ofOpening: newestOpenedAt)
        isStale = Staleness.ageSeconds(asOf, now: now) > Self.longestFreshSeconds
    }

    /// Of a series; nil without a candle.
    init?(_ candles: CandleSeries, now: Timestamp) {
        guard let newest = candles.openedAt.last else { return nil }
        self.init(newestOpenedAt: newest, now: now)
    }

    /// Writes `as_of` and `is_stale` as the API has them; of no candles null and true.
    static func write(_ age: CandleAge?, to json: inout JSONWriter) {
        json.field("as_of", age?.asOf)
        json.field("is_stale", age?.isStale ?? true)
    }

    /// Writes the same for a page, with a text for the time; nothing of no candles, about which the page has words of its own.
    static func writeShown(_ age: CandleAge?, to json: inout JSONWriter) {
        guard let age else { return }
        json.field("as_of", age.asOf)
        json.field("as_of_text", DisplayTime.text(age.asOf))
        json.field("is_stale", age.isStale)
    }
}
