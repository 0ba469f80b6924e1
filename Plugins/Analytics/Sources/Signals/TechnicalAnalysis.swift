import PluginKit

/// All indicators of a series of daily candles, as points of a chart. Pure.
struct TechnicalAnalysis: Sendable {
    /// Days that the slowest indicator needs before its first value, with room for the averages to forget where they began.
    static let warmUpDays = 250

    let candles: CandleSeries
    private let columns: [(name: String, values: [Double])]

    init(_ candles: CandleSeries) {
        let closes = candles.closes
        let bands = BollingerBands(closes: closes)
        let convergence = MovingAverageConvergence(closes: closes)
        let stochastic = StochasticOscillator(highs: candles.highs, lows: candles.lows, closes: closes)
        self.candles = candles
        columns = [
            ("open", candles.opens), ("high", candles.highs), ("low", candles.lows), ("close", closes), ("sma20", bands.middle),
            ("sma50", SimpleMovingAverage.values(of: closes, period: 50)), ("sma200", SimpleMovingAverage.values(of: closes, period: 200)),
            ("ema12", ExponentialMovingAverage.values(of: closes, period: 12)),
            ("ema26", ExponentialMovingAverage.values(of: closes, period: 26)), ("bollinger_upper", bands.upper),
            ("bollinger_lower", bands.lower), ("rsi14", RelativeStrengthIndex.values(of: closes)), ("macd", convergence.line),
            ("macd_signal", convergence.signal), ("macd_histogram", convergence.histogram),
            ("atr14", AverageTrueRange.values(highs: candles.highs, lows: candles.lows, closes: closes)),
            ("stochastic_k", stochastic.slowK), ("stochastic_d", stochastic.slowD),
        ]
    }

    /// Writes one object for each of the last `days` candles; what has no value yet is null.
    func write(days: Int, to json: inout JSONWriter) {
        for index in max(0, candles.count - days)..<candles.count {
            json.object { json in
                json.field("recorded_at", candles.openedAt[index])
                for (name, values) in columns { json.field(name, values[index]) }
            }
        }
    }
}
