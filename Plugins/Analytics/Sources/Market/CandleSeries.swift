import PluginKit

/// Daily candles as columns, oldest first.
struct CandleSeries: Sendable {
    private(set) var openedAt: [Timestamp] = []
    private(set) var opens: [Double] = []
    private(set) var highs: [Double] = []
    private(set) var lows: [Double] = []
    private(set) var closes: [Double] = []

    /// How many there are.
    var count: Int { closes.count }

    /// From the rows of `candles_recent`.
    init(_ rows: Rows) throws(PluginError) {
        for row in rows {
            openedAt.append(try row["opened_at"])
            opens.append(try row["open_usd"])
            highs.append(try row["high_usd"])
            lows.append(try row["low_usd"])
            closes.append(try row["close_usd"])
        }
    }
}
