import PluginKit
import Testing

@testable import Analytics

@Suite("Which candles are believed")
struct CandleRoundTests {
    private let now = Timestamp(unixMicros: 1_774_656_180_000_000)
    private let day = 86_400.0
    private var today: Timestamp { CandleRound.today(now) }

    /// Daily candles up to the one so many days ago, each closing at the price given.
    private func candles(until last: Int, closing close: Double = 60_000, from source: MarketSource) throws -> [MarketCandle] {
        try (last...(last + 9)).reversed().map { days in
            try MarketCandle(
                openedAtMillis: today.adding(seconds: -Double(days) * day).unixMicros / 1_000, open: close, high: close + 1, low: close - 1,
                close: close, volume: 5, from: source)
        }
    }

    /// A round in which Binance and then Bybit answer.
    private func round(_ binance: [MarketCandle], _ bybit: [MarketCandle], closeUSD: Double? = 60_000) -> CandleRound {
        var round = CandleRound(newest: nil, now: now, closeUSD: closeUSD)
        while let query = round.next() { round.take(.success(query == .binanceCandles ? binance : bybit)) }
        return round
    }

    @Test("An answer that ends days ago leads to the next exchange as an empty one does, and is told") func outdated() throws {
        let whole = try candles(until: 1, from: .bybit)
        for old in [try candles(until: 2, from: .binance), try candles(until: 30, from: .binance), []] {
            let round = round(old, whole)
            #expect(round.source == .bybit && round.candles == whole)
            #expect(round.refusals.map(\.source) == [.binance] && round.refusals.map(\.code) == [.outdated])
        }
        // The day under way alone is no whole day.
        #expect(round(try candles(until: 0, from: .binance).suffix(1), whole).source == .bybit)
    }

    @Test("A close that lies farther from what others said than one source is believed alone leads to the next exchange, too")
    func implausible() throws {
        let true60 = try candles(until: 1, from: .bybit)
        for close in [47_900.0, 72_100, 600, 6_000_000] {
            let round = round(try candles(until: 1, closing: close, from: .binance), true60)
            #expect(round.source == .bybit && round.candles == true60, "\(close)")
            #expect(round.refusals.map(\.code) == [.implausible], "\(close)")
        }
        for close in [48_100.0, 71_900] {
            #expect(round(try candles(until: 1, closing: close, from: .binance), true60).source == .binance, "\(close)")
        }
    }

    @Test("Where no exchange can be believed nothing is stored, and where nobody else knows the price the first one is")
    func alone() throws {
        let (low, high) = (try candles(until: 1, closing: 6_000, from: .binance), try candles(until: 1, closing: 600_000, from: .bybit))
        let none = round(low, high)
        #expect(none.rows == nil && none.source == nil)
        #expect(none.refusals.map(\.source) == [.binance, .bybit])
        #expect(round(low, high, closeUSD: nil).source == .binance)
    }

    @Test("A day's close is compared with the stored price nearest to the day's end") func close() {
        let prices = [(-3_000.0, 58_000.0), (-40, 59_000), (90, 60_000), (900, 61_000)].map {
            HistoryPoint(at: today.adding(seconds: $0), value: $1)
        }
        #expect(CandleRound.closeUSD(prices, now: now) == 59_000)
        #expect(CandleRound.closeUSD(Array(prices.dropFirst(2)), now: now) == 60_000)
        #expect(CandleRound.closeUSD([], now: now) == nil)
    }
}
