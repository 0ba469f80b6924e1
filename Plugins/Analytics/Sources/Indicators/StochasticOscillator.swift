/// Slow stochastic: where the close lies between the lowest low and the highest high of `period` bars, in percent, averaged over `smoothing`
/// bars (slow %K), and that once more over `signal` bars (slow %D). First values of both at index `period + smoothing + signal - 3`; 0 where
/// high and low are the same.
package struct StochasticOscillator: Sendable {
    package let slowK: [Double]
    package let slowD: [Double]

    /// One value for each bar; all NaN for periods below 1 or series of unlike lengths.
    package init(highs: [Double], lows: [Double], closes: [Double], period: Int = 14, smoothing: Int = 3, signal: Int = 3) {
        let count = closes.count
        guard period >= 1, smoothing >= 1, signal >= 1, highs.count == count, lows.count == count else {
            slowK = IndicatorSeries.make(count, from: .max) { _ in }
            slowD = slowK
            return
        }
        let fast = Self.fast(
            SlidingExtreme.highest(highs, period: period), SlidingExtreme.lowest(lows, period: period), closes, period)
        let start = max(0, min(period - 1, count))
        let first = period + smoothing + signal - 3
        var smooth = Self.average(fast, from: start, period: smoothing, shownFrom: 0)
        slowD = Self.average(smooth, from: min(count, start + smoothing - 1), period: signal, shownFrom: first)
        for index in 0..<min(first, count) { smooth[index] = .nan }
        slowK = smooth
    }

    /// The bar's place in its window, in percent; from index `period - 1` on.
    private static func fast(_ tops: [Double], _ bottoms: [Double], _ closes: [Double], _ period: Int) -> [Double] {
        tops.withUnsafeBufferPointer { tops in
            bottoms.withUnsafeBufferPointer { bottoms in
                closes.withUnsafeBufferPointer { closes in
                    IndicatorSeries.make(closes.count, from: period - 1) { output in
                        var index = period - 1
                        while index < closes.count {
                            let width = tops[index] - bottoms[index]
                            let place = 100 * (closes[index] - bottoms[index]) / (width > 0 ? width : 1)
                            output[index] = width > 0 ? place : 0
                            index += 1
                        }
                    }
                }
            }
        }
    }

    /// The mean of the last `period` values, counted from index `from`; NaN before `shownFrom`.
    private static func average(_ values: [Double], from: Int, period: Int, shownFrom: Int) -> [Double] {
        values.withUnsafeBufferPointer { input in
            let first = max(from + period - 1, shownFrom)
            return IndicatorSeries.make(input.count, from: first) { output in
                let scale = 1 / Double(period)
                var sum = 0.0
                for index in first - period + 1...first { sum += input[index] }
                output[first] = sum * scale
                var index = first + 1
                while index < input.count {
                    sum += input[index] - input[index - period]
                    output[index] = sum * scale
                    index += 1
                }
            }
        }
    }
}
