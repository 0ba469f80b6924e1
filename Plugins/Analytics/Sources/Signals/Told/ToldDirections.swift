import PluginKit

/// What was told first of each candle, for a backtest of what was said rather than of what would be said now. Pure.
struct ToldDirections: Sendable {
    /// When the first candle opened of which anything was told in time; nil of none.
    let firstOpenedAt: Timestamp?
    private let directions: [Timestamp: SignalDirection]

    /// What was told when the day after was over too could not be traded on that day, so it counts as nothing.
    init(_ told: [(openedAt: Timestamp, toldAt: Timestamp, direction: SignalDirection)]) {
        let inTime = told.filter { $0.toldAt < CandleRound.closing(ofOpening: CandleRound.closing(ofOpening: $0.openedAt)) }
        directions = Dictionary(inTime.map { ($0.openedAt, $0.direction) }) { first, _ in first }
        firstOpenedAt = directions.keys.min()
    }

    /// From the rows of `signals_directions`, of the rules together with `kind` nil.
    init(_ rows: Rows, kind: SignalKind?) throws(PluginError) {
        var told: [(openedAt: Timestamp, toldAt: Timestamp, direction: SignalDirection)] = []
        for row in rows {
            let together = SignalDirection(word: try row["direction"])
            let rules = kind == nil ? [] : StoredRule.all(try row["rules"]).compactMap(\.signal)
            let said = kind == nil ? together : rules.first { $0.kind == kind }?.direction
            told.append((try row["opened_at"], try row["told_at"], said ?? .hold))
        }
        self.init(told)
    }

    /// What was said of a candle; to hold where nothing was.
    subscript(_ openedAt: Timestamp) -> SignalDirection { directions[openedAt] ?? .hold }

    /// What trading on it would have earned, from the first candle on of which anything was told; nil of fewer than two candles since.
    func backtest(_ candles: CandleSeries, feeShare: Double) -> (result: BacktestResult, first: Int)? {
        guard let firstOpenedAt, let first = candles.openedAt.firstIndex(where: { $0 >= firstOpenedAt }) else { return nil }
        return Backtest.run(opens: candles.opens, closes: candles.closes, feeShare: feeShare, first: first) {
            self[candles.openedAt[$0]]
        }.map { ($0, first) }
    }
}
