import PluginKit
import Testing

@testable import Analytics

@Suite("Indicators against TA-Lib")
struct IndicatorOracleTests {
    @Test("Every value of a short series, the missing ones at its beginning included, is TA-Lib's") func small() throws {
        let oracle = try JSONValue(parsing: try Fixture.bytes("oracle/indicators_small.json"))
        let closes = try series(oracle["close"])
        expectEqual(RelativeStrengthIndex.values(of: closes), try series(oracle["rsi14"]), "rsi14")
        let convergence = MovingAverageConvergence(closes: closes)
        expectEqual(convergence.line, try series(oracle["macd"]), "macd")
        expectEqual(convergence.signal, try series(oracle["signal"]), "signal")
        expectEqual(convergence.histogram, try series(oracle["hist"]), "hist")
        let bands = BollingerBands(closes: closes)
        expectEqual(bands.upper, try series(oracle["bb_upper"]), "bb_upper")
        expectEqual(bands.middle, try series(oracle["bb_middle"]), "bb_middle")
        expectEqual(bands.lower, try series(oracle["bb_lower"]), "bb_lower")
        expectEqual(SimpleMovingAverage.values(of: closes, period: 5), try series(oracle["sma5"]), "sma5")
        expectEqual(ExponentialMovingAverage.values(of: closes, period: 5), try series(oracle["ema5"]), "ema5")
    }

    @Test("A series that only rises, only falls or does not move gives what TA-Lib gives") func edges() throws {
        let edge = try #require(try JSONValue(parsing: try Fixture.bytes("oracle/indicators_small.json"))["edge"])
        let steps = (0..<30).map(Double.init)
        expectEqual(RelativeStrengthIndex.values(of: [Double](repeating: 5, count: 30)), try series(edge["flat_rsi14"]), "flat")
        expectEqual(RelativeStrengthIndex.values(of: steps.map { 1 + $0 }), try series(edge["up_rsi14"]), "up")
        expectEqual(RelativeStrengthIndex.values(of: steps.map { 100 - $0 }), try series(edge["down_rsi14"]), "down")
        let bands = BollingerBands(closes: [Double](repeating: 5, count: 30))
        expectEqual([bands.upper[29], bands.middle[29], bands.lower[29]], try series(edge["flat_bb"]), "flat bands")
    }

    @Test("After 5,851 days of bitcoin the last five values are TA-Lib's") func tail() throws {
        let oracle = try JSONValue(parsing: try Fixture.bytes("oracle/indicators_tail5.json"))
        let values = try #require(oracle["values"])
        let history = try PriceHistory.read()
        let closes = history.closes
        #expect(closes.count == 5_851)
        #expect(history.dates.suffix(5) == (oracle["dates"]?.array?.compactMap(\.string))?[...])
        func check(_ found: [Double], _ json: JSONValue?, within tolerance: Double = 1e-9, _ name: String) throws {
            expectEqual(found.suffix(5), try series(json), within: tolerance, name)
        }
        try check(RelativeStrengthIndex.values(of: closes), values["rsi14"], "rsi14")
        let convergence = MovingAverageConvergence(closes: closes)
        try check(convergence.line, values["macd_12_26_9"]?["macd"], "macd")
        try check(convergence.signal, values["macd_12_26_9"]?["signal"], "signal")
        try check(convergence.histogram, values["macd_12_26_9"]?["hist"], "hist")
        let bands = BollingerBands(closes: closes)
        try check(bands.upper, values["bbands_20_2"]?["upper"], "upper")
        try check(bands.middle, values["bbands_20_2"]?["middle"], "middle")
        try check(bands.lower, values["bbands_20_2"]?["lower"], "lower")
        for period in [20, 50, 200] {
            try check(SimpleMovingAverage.values(of: closes, period: period), values["sma\(period)"], "sma\(period)")
        }
        for period in [12, 26, 50] {
            try check(ExponentialMovingAverage.values(of: closes, period: period), values["ema\(period)"], "ema\(period)")
        }
        try check(AverageTrueRange.values(highs: history.highs, lows: history.lows, closes: closes), values["atr14"], "atr14")
        let stochastic = StochasticOscillator(highs: history.highs, lows: history.lows, closes: closes)
        try check(stochastic.slowK, values["stoch_14_3_3"]?["slowk"], "slowk")
        try check(stochastic.slowD, values["stoch_14_3_3"]?["slowd"], "slowd")
    }
}
