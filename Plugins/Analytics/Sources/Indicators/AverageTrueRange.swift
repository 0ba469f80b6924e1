/// ATR after Wilder: the true range (the largest of high less low, and either's distance from the close before), smoothed by 1/period and
/// begun with the plain mean of the first `period` ranges. First value at index `period`.
package enum AverageTrueRange {
    /// One value for each bar; all NaN for a period below 1 or series of unlike lengths.
    package static func values(highs: [Double], lows: [Double], closes: [Double], period: Int = 14) -> [Double] {
        guard period >= 1, highs.count == closes.count, lows.count == closes.count else {
            return IndicatorSeries.make(closes.count, from: .max) { _ in }
        }
        return highs.withUnsafeBufferPointer { highs in
            lows.withUnsafeBufferPointer { lows in
                closes.withUnsafeBufferPointer { closes in
                    IndicatorSeries.make(closes.count, from: period) { output in fill(highs, lows, closes, period, output) }
                }
            }
        }
    }

    private static func fill(
        _ highs: UnsafeBufferPointer<Double>, _ lows: UnsafeBufferPointer<Double>, _ closes: UnsafeBufferPointer<Double>, _ period: Int,
        _ output: UnsafeMutableBufferPointer<Double>
    ) {
        @inline(__always) func trueRange(_ index: Int) -> Double {
            let before = closes[index - 1]
            return (highs[index] > before ? highs[index] : before) - (lows[index] < before ? lows[index] : before)
        }
        let share = 1 / Double(period)
        let smoothing = ExponentialSmoothing(factor: share)
        var average = 0.0
        for index in 1...period { average += trueRange(index) }
        average *= share
        output[period] = average
        var index = period + 1
        while index + 1 < closes.count {
            let pair = smoothing.after(average, trueRange(index), trueRange(index + 1))
            (output[index], output[index + 1]) = pair
            average = pair.1
            index += 2
        }
        if index < closes.count { output[index] = smoothing.after(average, trueRange(index)) }
    }
}
