/// Slow stochastic: where the close lies between the lowest low and the highest high of `period` bars, in percent, averaged over `smoothing`
/// bars (slow %K), and that once more over `signal` bars (slow %D). First values of both at index `period + smoothing + signal - 3`; 0 where
/// high and low are the same.
struct StochasticOscillator: Sendable {
    let slowK: [Double]
    let slowD: [Double]

    /// One value for each bar; all NaN for periods below 1 or series of unlike lengths.
    init(highs: [Double], lows: [Double], closes: [Double], period: Int = 14, smoothing: Int = 3, signal: Int = 3) {
        let count = closes.count
        guard period >= 1, smoothing >= 1, signal >= 1, highs.count == count, lows.count == count else {
            slowK = IndicatorSeries.make(count, from: .max) { _ in }
            slowD = slowK
            return
        }
        let fast = highs.withUnsafeBufferPointer { highs in
            lows.withUnsafeBufferPointer { lows in
                closes.withUnsafeBufferPointer { closes in Self.fast(highs, lows, closes, period) }
            }
        }
        let start = max(0, min(period - 1, count))
        slowK = Self.average(fast, from: start, period: smoothing, shownFrom: period + smoothing + signal - 3)
        slowD = Self.average(
            Self.average(fast, from: start, period: smoothing, shownFrom: 0), from: min(count, start + smoothing - 1), period: signal,
            shownFrom: period + smoothing + signal - 3)
    }

    /// The bar's place in its window, in percent; from index `period - 1` on.
    private static func fast(
        _ highs: UnsafeBufferPointer<Double>, _ lows: UnsafeBufferPointer<Double>, _ closes: UnsafeBufferPointer<Double>, _ period: Int
    ) -> [Double] {
        IndicatorSeries.make(closes.count, from: period - 1) { output in
            var (top, bottom) = (0, 0)
            for index in 0..<closes.count {
                let oldest = index - period + 1
                // The extreme that has left the window is looked for anew, which is rare.
                if top < oldest { top = Self.extreme(highs, oldest, index, >=) } else if highs[index] >= highs[top] { top = index }
                if bottom < oldest { bottom = Self.extreme(lows, oldest, index, <=) } else if lows[index] <= lows[bottom] { bottom = index }
                guard oldest >= 0 else { continue }
                let width = highs[top] - lows[bottom]
                output[index] = width > 0 ? 100 * ((closes[index] - lows[bottom]) / width) : 0
            }
        }
    }

    @inline(__always) private static func extreme(
        _ values: UnsafeBufferPointer<Double>, _ from: Int, _ to: Int, _ isBeyond: (Double, Double) -> Bool
    ) -> Int {
        var best = from
        for index in from...to where isBeyond(values[index], values[best]) { best = index }
        return best
    }

    /// The mean of the last `period` values, counted from index `from`; NaN before `shownFrom`.
    private static func average(_ values: [Double], from: Int, period: Int, shownFrom: Int) -> [Double] {
        values.withUnsafeBufferPointer { input in
            let first = max(from + period - 1, shownFrom)
            return IndicatorSeries.make(input.count, from: first) { output in
                let scale = 1 / Double(period)
                var sum = 0.0
                for index in first - period + 1..<first { sum += input[index] }
                for index in first..<input.count {
                    sum += input[index]
                    output[index] = sum * scale
                    sum -= input[index - period + 1]
                }
            }
        }
    }
}
