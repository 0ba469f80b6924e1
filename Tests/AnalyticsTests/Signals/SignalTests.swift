import Testing

@testable import Analytics

@Suite("Signals and their backtest")
struct SignalTests {
    /// A fall, then a rise, then a fall, each of so many bars.
    private func waves(_ bars: Int) -> [Double] {
        (0..<bars).map { 1_000 - 5 * Double($0) } + (0..<bars).map { 1_000 - 5 * Double(bars) + 8 * Double($0) }
            + (0..<bars).map { 1_000 + 3 * Double(bars) - 8 * Double($0) }
    }

    @Test("What only falls is oversold, what only rises overbought, with the figures in the reason") func relativeStrength() throws {
        let falling = SignalScan(closes: (0..<40).map { 100 - Double($0) })
        let buy = try #require(falling.signal(.relativeStrength, at: 39))
        #expect(buy.direction == .buy)
        #expect(buy.strength == 1)
        #expect(buy.reason == "RSI(14) is 0.00, below 30.00: oversold.")
        let rising = SignalScan(closes: (0..<40).map { 100 + Double($0) })
        #expect(rising.signal(.relativeStrength, at: 39)?.direction == .sell)
        #expect(rising.signal(.relativeStrength, at: 13) == nil)
    }

    @Test("A crossing is told on its bar and the two after it, ever weaker, and then no more") func crossing() throws {
        let closes = waves(60)
        let scan = SignalScan(closes: closes)
        let signals = closes.indices.map { scan.signal(.macdCrossover, at: $0) }
        let crossing = try #require(signals.firstIndex { $0?.direction == .buy })
        #expect((60..<80).contains(crossing))
        let told = signals[crossing..<crossing + 4].map { ($0?.direction ?? .hold, $0?.strength ?? -1) }
        #expect(told.map(\.0) == [.buy, .buy, .buy, .hold])
        #expect(zip(told.map(\.1), [1, 2.0 / 3, 1.0 / 3, 0]).allSatisfy { abs($0 - $1) < 1e-12 })
        #expect(signals.suffix(60).contains { $0?.direction == .sell })
    }

    @Test("A close beyond a band breaks out in its direction") func breakout() throws {
        let calm = (0..<30).map { 100 + Double($0 % 2) }
        #expect(SignalScan(closes: calm + [110]).signal(.bollingerBreakout, at: 30)?.direction == .buy)
        let down = try #require(SignalScan(closes: calm + [90]).signal(.bollingerBreakout, at: 30))
        #expect(down.direction == .sell)
        #expect(down.threshold > 90)
        #expect(SignalScan(closes: calm).signal(.bollingerBreakout, at: 29)?.direction == .hold)
    }

    @Test("The aggregate lies between its parts and gives the reasons of those that speak, the strongest first") func aggregate() throws {
        let history = try PriceHistory.read()
        let scan = SignalScan(closes: history.closes)
        #expect(SignalAggregate(scan, at: 32) == nil)
        var directions: Set<SignalDirection> = []
        for bar in 34..<scan.count {
            let all = try #require(SignalAggregate(scan, at: bar))
            #expect((-1...1).contains(all.score))
            let speaking = all.signals.count { $0.direction != .hold }
            #expect(all.reasons.count == (speaking == 0 ? 3 : speaking))
            if speaking == 0 { #expect(all.direction == .hold) }
            directions.insert(all.direction)
        }
        #expect(directions == [.buy, .hold, .sell])
    }

    @Test("No signal changes when later bars are added") func noLookAhead() throws {
        let closes = Array(try PriceHistory.read().closes.suffix(400))
        let whole = SignalScan(closes: closes)
        for end in [60, 150, 399] {
            let part = SignalScan(closes: Array(closes.prefix(end + 1)))
            for kind in SignalKind.allCases {
                #expect(part.signal(kind, at: end)?.direction == whole.signal(kind, at: end)?.direction, "\(kind) \(end)")
            }
        }
    }

    @Test("A backtest buys at the open after the signal, pays its fees, and keeps its books") func backtest() throws {
        let closes = waves(60)
        let opens = closes
        let scan = SignalScan(closes: closes)
        let result = try #require(Backtest.run(opens: opens, closes: closes, kind: .macdCrossover, feeShare: 0.001))
        let bought = try #require(closes.indices.first { scan.signal(.macdCrossover, at: $0)?.direction == .buy }) + 1
        let sold = try #require(closes.indices.first { $0 > bought && scan.signal(.macdCrossover, at: $0)?.direction == .sell }) + 1
        #expect(result.trades == 1)
        #expect(result.wins == 1)
        #expect(abs(result.totalReturn - (opens[sold] / opens[bought] * 0.999 * 0.999 - 1)) < 1e-12)
        #expect(abs(result.exposure - Double(sold - bought) / Double(closes.count - 1)) < 1e-12)
        #expect(result.equity.count == closes.count)
        #expect(abs(result.buyAndHoldReturn - ((closes.last ?? 0) / opens[1] * 0.999 * 0.999 - 1)) < 1e-12)
    }

    @Test("On prices that do not move nothing is earned and nothing lost; without prices there is no result") func still() throws {
        let flat = [Double](repeating: 100, count: 200)
        let result = try #require(Backtest.run(opens: flat, closes: flat, kind: nil, feeShare: 0.01))
        #expect(result.totalReturn == 0)
        #expect(result.maximumDrawdown == 0)
        #expect(result.trades == 0)
        #expect(Backtest.run(opens: [], closes: [], kind: nil, feeShare: 0) == nil)
        #expect(Backtest.run(opens: flat, closes: [1], kind: nil, feeShare: 0) == nil)
        #expect(Backtest.run(opens: flat, closes: flat, kind: nil, feeShare: 1) == nil)
    }

    @Test("Wealth, drawdown and trades of sixteen years hold together for every rule", arguments: [nil] + SignalKind.allCases.map { $0 })
    func years(kind: SignalKind?) throws {
        let history = try PriceHistory.read()
        let result = try #require(Backtest.run(opens: history.opens, closes: history.closes, kind: kind, feeShare: 0.001, first: 40))
        #expect(result.equity.allSatisfy { $0 > 0 })
        #expect((0..<1).contains(result.maximumDrawdown))
        #expect(result.wins <= result.trades)
        #expect(result.trades > 0)
        #expect(abs(result.totalReturn - ((result.equity.last ?? 0) - 1)) < 1e-12)
        // Who pays more earns less.
        let dearer = try #require(Backtest.run(opens: history.opens, closes: history.closes, kind: kind, feeShare: 0.01, first: 40))
        #expect(dearer.totalReturn < result.totalReturn)
    }
}
