import TestSupport
import Testing

@testable import Analytics

@Suite("Properties of indicators")
struct IndicatorPropertyTests {
    @Test("Moving windows equal the windows computed one by one, on random prices of any length and period") func windows() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed)
        for _ in 0..<60 {
            let count = Int.random(in: 0...120, using: &random)
            let period = Int.random(in: 1...30, using: &random)
            let lows = (0..<count).map { _ in 1 + random.unit() * 100 }
            let highs = lows.map { $0 + random.unit() * 10 }
            let closes = zip(lows, highs).map { $0 + ($1 - $0) * random.unit() }
            let average = SimpleMovingAverage.values(of: closes, period: period)
            let bands = BollingerBands(closes: closes, period: period, deviations: 2)
            let stochastic = StochasticOscillator(highs: highs, lows: lows, closes: closes, period: period, smoothing: 1, signal: 1)
            #expect([average.count, bands.upper.count, stochastic.slowK.count] == [count, count, count], "seed \(seed)")
            for index in 0..<count {
                guard index >= period - 1 else {
                    #expect(average[index].isNaN && bands.upper[index].isNaN && stochastic.slowK[index].isNaN, "seed \(seed)")
                    continue
                }
                let window = closes[index - period + 1...index]
                let mean = window.reduce(0, +) / Double(period)
                let deviation = (window.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(period)).squareRoot()
                #expect(abs(average[index] - mean) < 1e-9, "seed \(seed)")
                #expect(abs(bands.upper[index] - mean - 2 * deviation) < 1e-5, "seed \(seed)")
                let (low, high) = (lows[index - period + 1...index].min() ?? 0, highs[index - period + 1...index].max() ?? 0)
                #expect(abs(stochastic.slowK[index] - 100 * (closes[index] - low) / (high - low)) < 1e-9, "seed \(seed)")
            }
        }
    }

    @Test("Long series do not drift: after years at a hundred thousand the bands of a calm month are those of that month alone")
    func drift() {
        var random = SeededRandom(7)
        let closes = (0..<20_000).map { _ in 100_000 * random.unit() } + (0..<2_000).map { 10 + Double($0 % 5) }
        let bands = BollingerBands(closes: closes)
        let calm = BollingerBands(closes: Array(closes.suffix(20)))
        #expect(abs((bands.upper.last ?? 0) - (calm.upper.last ?? 1)) < 1e-9)
        #expect(abs((bands.lower.last ?? 0) - (calm.lower.last ?? 1)) < 1e-9)
    }

    @Test("Series that are empty, too short or given with a senseless period have no values", arguments: [0, 1, 13, 14])
    func short(count: Int) {
        let closes = (0..<count).map(Double.init)
        let convergence = MovingAverageConvergence(closes: closes)
        let all = [
            RelativeStrengthIndex.values(of: closes), convergence.line, convergence.signal, convergence.histogram,
            AverageTrueRange.values(highs: closes, lows: closes, closes: closes), BollingerBands(closes: closes, period: 0).upper,
            SimpleMovingAverage.values(of: closes, period: 0), ExponentialMovingAverage.values(of: closes, period: -3),
            StochasticOscillator(highs: closes, lows: closes, closes: closes).slowD,
            AverageTrueRange.values(highs: [], lows: closes, closes: closes, period: 30),
        ]
        for values in all { #expect(values.count == count && values.allSatisfy(\.isNaN)) }
    }
}
