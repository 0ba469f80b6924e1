import PluginKit

/// What the rules told of one candle, with the indicators behind it: a row of `market_signals`.
struct ToldSignal: Sendable {
    /// Of the candle.
    let openedAt: Timestamp
    /// 1 as told first; more where a correction of candles made the rules say something else.
    let revision: Int64
    let toldAt: Timestamp
    let closeUSD: Double
    let said: SignalAggregate
    /// By name; NaN where there were too few candles.
    let indicators: [(name: String, value: Double)]

    /// Of one bar; nil where any rule has too few bars before it.
    init?(_ analysis: TechnicalAnalysis, at bar: Int, revision: Int64, toldAt: Timestamp) {
        guard let said = SignalAggregate(analysis.scan, at: bar) else { return nil }
        (self.said, self.revision, self.toldAt) = (said, revision, toldAt)
        openedAt = analysis.candles.openedAt[bar]
        closeUSD = analysis.candles.closes[bar]
        indicators = analysis.indicators.map { ($0.name, $0.values[bar]) }
    }

    /// Writes the row as `signals_write` takes it.
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("series", SignalTeller.series)
            json.field("span_seconds", CandleRound.spanSeconds)
            json.field("opened_at", openedAt)
            json.field("revision", revision)
            json.field("told_at", toldAt)
            json.field("close_usd", closeUSD)
            json.field("direction", said.direction.word)
            json.field("score", said.score)
            said.writeRules(to: &json)
            json.object("indicators") { json in for (name, value) in indicators { json.field(name, value) } }
        }
    }
}
