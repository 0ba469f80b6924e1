import PluginKit

@testable import Analytics

/// True days of bitcoin up to yesterday, as an exchange tells them.
struct CandleDays {
    let now = Timestamp(unixMicros: 1_774_656_180_000_000)
    var today: Timestamp { CandleRound.today(now) }
    /// In rising order; each exchange's a little beside the other's.
    let days: [DayPrices]

    init(_ count: Int) throws {
        let history = try PriceHistory.read()
        days = (history.closes.count - count..<history.closes.count).map { bar in
            DayPrices(openUSD: history.opens[bar], highUSD: history.highs[bar], lowUSD: history.lows[bar], closeUSD: history.closes[bar])
        }
    }

    /// When the last day closed.
    var closeUSD: Double { days[days.count - 1].closeUSD }

    /// The number of the day so many days ago, since 1970.
    func day(_ ago: Int) -> Int64 { today.unixMicros / 86_400_000_000 - Int64(ago) }

    /// What is stored of all days but the newest ones.
    func stored(until last: Int) -> [Int64: DayPrices] {
        Dictionary(uniqueKeysWithValues: days.enumerated().map { (day(days.count - $0), $1) }.filter { $0.0 <= day(last) })
    }

    /// An exchange's candles up to yesterday, all prices times `share`, some days' times more: by how many days ago they were.
    func candles(_ source: MarketSource, share: Double = 1, times factors: [Int: Double] = [:]) throws -> [MarketCandle] {
        try days.enumerated().map { index, day in
            let ago = days.count - index
            let factor = share * (factors[ago] ?? 1)
            return try MarketCandle(
                openedAtMillis: today.adding(seconds: -Double(ago) * 86_400).unixMicros / 1_000, open: day.openUSD * factor,
                high: day.highUSD * factor, low: day.lowUSD * factor, close: day.closeUSD * factor, volume: 5, from: source)
        }
    }

    /// A round of what the exchanges answer; nil for one that is away.
    func round(
        _ binance: [MarketCandle]?, _ bybit: [MarketCandle]?, stored: [Int64: DayPrices] = [:], close: ClosePrice?
    ) -> CandleRound {
        var round = CandleRound(newest: nil, now: now, close: close)
        for query in round.queries {
            let answer = query == .binanceCandles ? binance : bybit
            round.take(query, answer.map { .success($0) } ?? .failure(ProviderFailure(query.source, .resting, "Not asked.")))
        }
        round.judge(stored: stored)
        return round
    }

    /// Prices that the sources told when the last day ended.
    func close(_ usd: Double? = nil, minutes: Double = 2) -> ClosePrice? {
        ClosePrice([HistoryPoint(at: today.adding(seconds: minutes * 60), value: usd ?? closeUSD)], dayEnd: today)
    }
}
