import PluginKit
import Testing

@testable import Analytics

@Suite("Which days of candles are believed")
struct CandleConsensusTests {
    private let market: CandleDays
    private let binance: [MarketCandle]
    private let bybit: [MarketCandle]

    init() throws {
        market = try CandleDays(60)
        (binance, bybit) = (try market.candles(.binance), try market.candles(.bybit, share: 1.001))
    }

    private func lie(_ source: MarketSource, _ factors: [Int: Double]) throws -> [MarketCandle] {
        try market.candles(source, times: factors)
    }

    /// The close that is to be stored of a day; nil where it stays as it is.
    private func close(_ round: CandleRound, _ ago: Int) -> Double? {
        round.days.first { $0.candle.day == market.day(ago) }?.candle.closeUSD
    }

    private func trueClose(_ ago: Int) -> Double { market.days[market.days.count - ago].closeUSD }

    @Test("A stored day stays where one exchange tells another, and that one is named", arguments: [10, 1.05, 0.5], [2, 20, 60])
    func stored(factor: Double, ago: Int) throws {
        let (stored, liar) = (market.stored(until: 2), try lie(.binance, [ago: factor]))
        for round in [
            market.round(liar, bybit, stored: stored, close: market.close()),
            market.round(liar, nil, stored: stored, close: market.close()),
        ] {
            #expect(close(round, ago) == nil)
            #expect(close(round, 1) != nil)
            #expect(round.refusals.map(\.source) == [.binance] && round.refusals.map(\.code) == [.implausible])
            #expect(round.refusals[0].message.contains("where the stored day has open"))
        }
    }

    @Test("A stored day takes another's place only where both exchanges agree") func corrected() throws {
        // Stored is a lie of long ago.
        var stored = market.stored(until: 2)
        stored[market.day(20)] = DayPrices(openUSD: 1_000_000, highUSD: 1_100_000, lowUSD: 900_000, closeUSD: 1_000_000)
        let both = market.round(binance, bybit, stored: stored, close: market.close())
        #expect(close(both, 20) == trueClose(20) && both.refusals == [])
        let alone = market.round(binance, nil, stored: stored, close: market.close())
        #expect(alone.days.map(\.candle.day) == [market.day(1)])
        #expect(alone.refusals.map(\.source) == [.binance])
    }

    @Test("One exchange alone does not move a stored day by a little either") func drift() throws {
        let round = market.round(try lie(.binance, [20: 1.015]), nil, stored: market.stored(until: 2), close: market.close())
        #expect(close(round, 20) == nil && round.days.count == 1 && round.refusals == [])
    }

    @Test("A real jump that both exchanges saw gets in, of days that are new and of days that are stored") func jump() throws {
        let jump = [3: 1.4, 2: 1.4, 1: 1.4]
        let (first, second) = (try lie(.binance, jump), try lie(.bybit, jump))
        for stored in [[:], market.stored(until: 4), market.stored(until: 2)] {
            let round = market.round(first, second, stored: stored, close: market.close(market.closeUSD * 1.4))
            for ago in 1...3 { #expect(close(round, ago) == trueClose(ago) * 1.4) }
            #expect(round.refusals == [])
        }
    }

    @Test(
        "Of new days the one is believed that can stand between its neighbours, whoever lies", arguments: [10, 1.5, 1.1, 0.2],
        [2, 3, 20, 58])
    func contradiction(factor: Double, ago: Int) throws {
        for stored in [[:], market.stored(until: 59)] {
            let first = market.round(try lie(.binance, [ago: factor]), bybit, stored: stored, close: market.close())
            #expect(close(first, ago) == trueClose(ago) * 1.001 && first.refusals.map(\.source) == [.binance])
            let second = market.round(binance, try lie(.bybit, [ago: factor]), stored: stored, close: market.close())
            #expect(close(second, ago) == trueClose(ago) && second.refusals.map(\.source) == [.bybit])
        }
    }

    @Test(
        "One exchange alone does not get a day in that its own neighbours contradict, and all others do", arguments: [10, 1.5, 1.1, 0.2],
        [2, 3, 20, 59])
    func alone(factor: Double, ago: Int) throws {
        let round = market.round(try lie(.bybit, [ago: factor]), nil, close: market.close())
        #expect(close(round, ago) == nil && round.days.count == 59)
        #expect(round.refusals.map(\.source) == [.binance])
    }

    @Test("A new day that only moves far within itself is believed of one exchange alone") func fall() throws {
        var candles = binance
        for index in 40..<60 {
            let (day, share) = (market.days[index], 0.6)
            candles[index] = try MarketCandle(
                openedAtMillis: candles[index].openedAt.unixMicros / 1_000, open: day.openUSD * (index == 40 ? 1 : share),
                high: day.highUSD * (index == 40 ? 1 : share), low: day.lowUSD * share, close: day.closeUSD * share, volume: 5,
                from: .binance)
        }
        let round = market.round(candles, nil, close: market.close(market.closeUSD * 0.6))
        #expect(round.days.map(\.candle) == candles && round.refusals == [])
    }

    @Test("Extremes that nobody else saw do not get in, of an exchange that is contradicted or alone") func extremes() throws {
        var candles = binance
        let day = market.days[40]
        candles[40] = try MarketCandle(
            openedAtMillis: candles[40].openedAt.unixMicros / 1_000, open: day.openUSD, high: day.highUSD * 3, low: day.lowUSD,
            close: day.closeUSD, volume: 5, from: .binance)
        let contradicted = market.round(candles, bybit, close: market.close())
        #expect(contradicted.days[40].source == .bybit && contradicted.refusals.map(\.source) == [.binance])
        #expect(market.round(candles, nil, close: market.close()).days.count == 59)
    }

    @Test("A newest day whose close was seen is believed of one exchange alone though a wrong day is stored before it") func seen() throws {
        var stored = market.stored(until: 2)
        stored[market.day(2)] = DayPrices(openUSD: 90_000, highUSD: 95_000, lowUSD: 85_000, closeUSD: 90_000)
        let round = market.round(binance, nil, stored: stored, close: market.close())
        #expect(close(round, 1) == trueClose(1) && round.refusals.map(\.source) == [.binance])
        #expect(market.round(binance, nil, stored: stored, close: nil).days == [])
    }

    @Test("After a time without any answer the days go on where they are") func gap() {
        let round = market.round(bybit, nil, stored: market.stored(until: 40), close: market.close())
        #expect(round.days.map(\.candle.day) == (1..<40).reversed().map(market.day))
        #expect(round.refusals == [])
    }
}
