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

    /// The prices by days since 1970.
    var prices: [Int64: DayPrices] {
        let days = closes.indices.map { bar in
            (CandleRound.day(openedAt[bar]), DayPrices(openUSD: opens[bar], highUSD: highs[bar], lowUSD: lows[bar], closeUSD: closes[bar]))
        }
        return Dictionary(days) { first, _ in first }
    }
}

extension CandleSeries {
    /// The stored candles of the last days, with those before them that the slowest indicator needs.
    static func read(_ context: PluginContext, days: Int64) async throws -> CandleSeries {
        try CandleSeries(
            try await context.database.query(
                "candles_recent", .integer(CandleRound.spanSeconds), .integer(days + Int64(TechnicalAnalysis.warmUpDays))))
    }

    /// From the rows of `candles_recent`.
    init(_ rows: Rows) throws(PluginError) {
        self.init()
        for row in rows {
            openedAt.append(try row["opened_at"])
            opens.append(try row["open_usd"])
            highs.append(try row["high_usd"])
            lows.append(try row["low_usd"])
            closes.append(try row["close_usd"])
        }
    }
}
