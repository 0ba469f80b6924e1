import PluginKit

/// What was told of candles so far, and what is to be added to it. Pure.
///
/// What was told stays as it was. A correction of candles is noted where the rules together or one of them now say something else: a figure that
/// moved a little is no news, and another exchange's candles move all of them.
struct SignalRecord: Sendable {
    /// Candles back from the newest in which corrections are looked for.
    static let correctableDays = 30

    /// The last word on a candle.
    struct LastWord: Equatable, Sendable {
        let revision: Int64
        /// Of the rules together.
        let direction: SignalDirection
        let rules: [SignalKind: SignalDirection]

        /// Whether the rules say the same now.
        func isStill(_ said: SignalAggregate) -> Bool {
            direction == said.direction && said.signals.allSatisfy { rules[$0.kind] == $0.direction }
        }
    }

    /// By when the candle opened.
    let lastWords: [Timestamp: LastWord]

    init(lastWords: [Timestamp: LastWord]) { self.lastWords = lastWords }

    /// From the rows of `signals_recent`.
    init(_ rows: Rows) throws(PluginError) {
        var lastWords: [Timestamp: LastWord] = [:]
        for row in rows {
            let rules = StoredRule.all(try row["rules"]).compactMap { rule in rule.signal.map { ($0.kind, $0.direction) } }
            lastWords[try row["opened_at"]] = LastWord(
                revision: try row["revision"], direction: SignalDirection(word: try row["direction"]) ?? .hold,
                rules: Dictionary(rules) { first, _ in first })
        }
        self.init(lastWords: lastWords)
    }

    /// What is to be told of the newest candle, and of those before it where the rules changed their minds. A candle that came late and was never
    /// the newest one stays untold: nobody was told of it then.
    func additions(_ analysis: TechnicalAnalysis, now: Timestamp) -> [ToldSignal] {
        let count = analysis.candles.count
        return (max(0, count - Self.correctableDays)..<count).compactMap { bar in
            guard let last = lastWords[analysis.candles.openedAt[bar]] else {
                return bar == count - 1 ? ToldSignal(analysis, at: bar, revision: 1, toldAt: now) : nil
            }
            guard let told = ToldSignal(analysis, at: bar, revision: last.revision + 1, toldAt: now), !last.isStill(told.said) else {
                return nil
            }
            return told
        }
    }
}
