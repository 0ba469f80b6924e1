import PluginKit
import Testing

@testable import Analytics

@Suite("Which answers with candles are believed")
struct CandleRoundTests {
    private let market: CandleDays
    private let binance: [MarketCandle]
    private let bybit: [MarketCandle]

    init() throws {
        market = try CandleDays(60)
        (binance, bybit) = (try market.candles(.binance), try market.candles(.bybit, share: 1.001))
    }

    private func sources(_ round: CandleRound) -> Set<MarketSource> { Set(round.days.map(\.source)) }

    @Test("Both exchanges are asked when yesterday's candle is missing, and nobody when it is there") func asked() {
        let today = market.today
        #expect(CandleRound(newest: today.adding(seconds: -86_400), now: market.now, close: nil).queries == [])
        #expect(
            CandleRound(newest: today.adding(seconds: -2 * 86_400), now: market.now, close: nil).queries
                == [.binanceCandles, .bybitCandles])
        #expect(CandleRound(newest: nil, now: market.now, close: nil).queries == [.binanceCandles, .bybitCandles])
    }

    @Test("What both say is stored as the first one says it, and the day under way is left out") func both() throws {
        let underWay = try MarketCandle(
            openedAtMillis: market.today.unixMicros / 1_000, open: 2, high: 3, low: 1, close: 2, volume: 5, from: .binance)
        let round = market.round(binance + [underWay], bybit, close: market.close())
        #expect(round.days.map(\.candle) == binance && round.days.allSatisfy { $0.agreeing == 2 })
        #expect(round.refusals == [] && round.rows.map(\.source) == [.binance] && round.rows.map(\.count) == [60])
    }

    @Test("Who is away keeps nobody from being believed, and stands alone") func away() {
        for (round, source) in [
            (market.round(nil, bybit, close: market.close()), MarketSource.bybit), (market.round(binance, nil, close: nil), .binance),
        ] {
            #expect(sources(round) == [source] && round.days.count == 60 && round.days.allSatisfy { $0.agreeing == 1 })
            #expect(round.refusals == [])
        }
        #expect(market.round(nil, nil, close: market.close()).rows.isEmpty)
    }

    @Test("An answer that ends days ago counts as an empty one, and is told") func outdated() {
        for old in [binance.dropLast(), binance.dropLast(30), []] {
            let round = market.round(Array(old), bybit, close: market.close())
            #expect(sources(round) == [.bybit] && round.days.count == 60)
            #expect(round.refusals.map(\.source) == [.binance] && round.refusals.map(\.code) == [.outdated])
        }
    }

    @Test("A close that neither the prices nor the other exchange saw is believed in nothing", arguments: [0.01, 0.97, 1.03, 1.15, 10])
    func unseen(share: Double) throws {
        let round = market.round(try market.candles(.binance, share: share), bybit, close: market.close())
        #expect(sources(round) == [.bybit] && round.days.count == 60)
        #expect(round.refusals.map(\.source) == [.binance] && round.refusals.map(\.code) == [.implausible])
        let alone = market.round(try market.candles(.binance, share: share), nil, close: market.close())
        #expect(alone.days == [] && alone.refusals.map(\.source) == [.binance])
    }

    @Test("Two exchanges that agree are believed beside prices, but not far from them") func together() throws {
        for (share, isBelieved) in [(1.05, true), (0.9, true), (1.5, false), (0.1, false)] {
            let round = market.round(
                try market.candles(.binance, share: share), try market.candles(.bybit, share: share), close: market.close())
            #expect(round.days.isEmpty == !isBelieved && round.refusals.isEmpty == isBelieved, "\(share)")
        }
    }

    @Test("A price of another hour says less of the close, and the prices of the time span what moved") func prices() throws {
        #expect(market.round(try market.candles(.binance, share: 1.15), nil, close: market.close(minutes: 45)).days.count == 60)
        #expect(market.round(try market.candles(.binance, share: 1.25), nil, close: market.close(minutes: 45)).days == [])
        let points = [(-3_000.0, 58_000.0), (-40, 59_000), (90, 60_000), (900, 61_000)].map {
            HistoryPoint(at: market.today.adding(seconds: $0), value: $1)
        }
        let close = try #require(ClosePrice(points, dayEnd: market.today))
        #expect(close.usd == 59_000 && close.isOfThen && close.near == 59_000 * 0.98...60_000 * 1.02)
        let late = try #require(ClosePrice(Array(points.suffix(1)), dayEnd: market.today))
        #expect(late.usd == 61_000 && !late.isOfThen && late.near == 61_000 * 0.8...61_000 * 1.2)
        #expect(ClosePrice([], dayEnd: market.today) == nil)
        let absurd = [(-.infinity, -1.0), (0, .nan), (.infinity, .infinity)].map {
            HistoryPoint(at: market.today.adding(seconds: $0), value: $1)
        }
        #expect(ClosePrice(absurd, dayEnd: market.today) == nil)
        #expect(ClosePrice(absurd + points, dayEnd: market.today) == close)
    }
}
