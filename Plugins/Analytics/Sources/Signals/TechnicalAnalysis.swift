import PluginKit

/// All indicators of a series of daily candles. Pure.
struct TechnicalAnalysis: Sendable {
    /// Days that the slowest indicator needs before its first value, with room for the averages to forget where they began.
    static let warmUpDays = 250

    let candles: CandleSeries
    /// The signals of every day, with the indicators that they rest on.
    let scan: SignalScan
    let sma50: [Double]
    let sma200: [Double]
    let ema12: [Double]
    let ema26: [Double]
    let averageTrueRange: [Double]
    let stochastic: StochasticOscillator

    /// The SMA of 20 days with two deviations above and below.
    var bands: BollingerBands { scan.bands }
    var convergence: MovingAverageConvergence { scan.convergence }
    var strengthIndex: [Double] { scan.strengthIndex }

    init(_ candles: CandleSeries) {
        let closes = candles.closes
        self.candles = candles
        scan = SignalScan(closes: closes)
        sma50 = SimpleMovingAverage.values(of: closes, period: 50)
        sma200 = SimpleMovingAverage.values(of: closes, period: 200)
        ema12 = ExponentialMovingAverage.values(of: closes, period: 12)
        ema26 = ExponentialMovingAverage.values(of: closes, period: 26)
        averageTrueRange = AverageTrueRange.values(highs: candles.highs, lows: candles.lows, closes: closes)
        stochastic = StochasticOscillator(highs: candles.highs, lows: candles.lows, closes: closes)
    }

    /// What the rules together say at the last candle; nil where there are too few.
    var signal: SignalAggregate? { candles.count == 0 ? nil : SignalAggregate(scan, at: candles.count - 1) }

    /// The indicators by the names that the API has for them.
    var indicators: [(name: String, values: [Double])] {
        [
            ("sma20", bands.middle), ("sma50", sma50), ("sma200", sma200), ("ema12", ema12), ("ema26", ema26),
            ("bollinger_upper", bands.upper), ("bollinger_lower", bands.lower), ("rsi14", strengthIndex), ("macd", convergence.line),
            ("macd_signal", convergence.signal), ("macd_histogram", convergence.histogram), ("atr14", averageTrueRange),
            ("stochastic_k", stochastic.slowK), ("stochastic_d", stochastic.slowD),
        ]
    }

    /// Writes one object for each of the last `days` candles; what has no value yet is null.
    func write(days: Int, to json: inout JSONWriter) {
        let prices = [("open", candles.opens), ("high", candles.highs), ("low", candles.lows), ("close", candles.closes)]
        let columns = prices + indicators
        for index in max(0, candles.count - days)..<candles.count {
            json.object { json in
                json.field("recorded_at", candles.openedAt[index])
                for (name, values) in columns { json.field(name, values[index]) }
            }
        }
    }
}
