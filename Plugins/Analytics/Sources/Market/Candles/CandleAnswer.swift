import PluginKit

/// One exchange's whole days.
struct CandleAnswer: Sendable {
    let source: MarketSource
    /// In rising order of the day.
    let candles: [MarketCandle]
    private let byDay: [Int64: MarketCandle]

    init(_ source: MarketSource, _ candles: [MarketCandle]) {
        (self.source, self.candles) = (source, candles)
        byDay = Dictionary(candles.map { ($0.day, $0) }) { first, _ in first }
    }

    /// The candle of a day; nil without one.
    subscript(day: Int64) -> MarketCandle? { byDay[day] }

    /// How far a day's close lies from where the next day opens, as a share: next to nothing where trade never rests. Nil without a next day.
    func step(after day: Int64) -> Double? {
        guard let candle = byDay[day], let next = byDay[day + 1] else { return nil }
        return abs(next.prices.openUSD / candle.prices.closeUSD - 1)
    }
}

extension MarketCandle {
    /// Days since 1970.
    var day: Int64 { CandleRound.day(openedAt) }

    var prices: DayPrices { DayPrices(openUSD: openUSD, highUSD: highUSD, lowUSD: lowUSD, closeUSD: closeUSD) }
}
