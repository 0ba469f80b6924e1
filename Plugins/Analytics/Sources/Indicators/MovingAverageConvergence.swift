/// MACD: a fast EMA less a slow one, its own EMA as signal, and the difference of the two. Both averages begin at the same bar: the fast one
/// with the mean of the closes that end there. First value of all three at index `slow + signal - 2`.
package struct MovingAverageConvergence: Sendable {
    package let line: [Double]
    package let signal: [Double]
    package let histogram: [Double]

    /// One value for each close; all NaN unless 1 <= fast <= slow and 1 <= signal.
    package init(closes: [Double], fast: Int = 12, slow: Int = 26, signal period: Int = 9) {
        let count = closes.count
        let isValid = fast >= 1 && fast <= slow && period >= 1
        let first = isValid ? slow + period - 2 : .max
        var signal: [Double] = []
        var histogram: [Double] = []
        line = closes.withUnsafeBufferPointer { input in
            IndicatorSeries.make(count, from: first) { line in
                signal = IndicatorSeries.make(count, from: first) { signal in
                    histogram = IndicatorSeries.make(count, from: first) { histogram in
                        Self.fill(input, fast, slow, period, line: line, signal: signal, histogram: histogram)
                    }
                }
            }
        }
        // Too few closes: nothing was filled.
        if signal.isEmpty { signal = IndicatorSeries.make(count, from: .max) { _ in } }
        if histogram.isEmpty { histogram = IndicatorSeries.make(count, from: .max) { _ in } }
        (self.signal, self.histogram) = (signal, histogram)
    }

    private static func fill(
        _ input: UnsafeBufferPointer<Double>, _ fast: Int, _ slow: Int, _ period: Int, line: UnsafeMutableBufferPointer<Double>,
        signal: UnsafeMutableBufferPointer<Double>, histogram: UnsafeMutableBufferPointer<Double>
    ) {
        func mean(_ range: Range<Int>) -> Double {
            var sum = 0.0
            for index in range { sum += input[index] }
            return sum / Double(range.count)
        }
        let (ofFast, ofSlow) = (
            ExponentialSmoothing(factor: 2 / Double(fast + 1)), ExponentialSmoothing(factor: 2 / Double(slow + 1))
        )
        let ofSignal = ExponentialSmoothing(factor: 2 / Double(period + 1))
        let first = slow + period - 2
        var (quick, lazy) = (mean(slow - fast..<slow), mean(0..<slow))
        var sum = quick - lazy
        for index in slow..<max(slow, first + 1) {
            quick = ofFast.after(quick, input[index])
            lazy = ofSlow.after(lazy, input[index])
            sum += quick - lazy
        }
        var average = sum / Double(period)
        (line[first], signal[first], histogram[first]) = (quick - lazy, average, quick - lazy - average)
        var index = first + 1
        while index + 1 < input.count {
            let quicks = ofFast.after(quick, input[index], input[index + 1])
            let lazies = ofSlow.after(lazy, input[index], input[index + 1])
            let differences = (quicks.0 - lazies.0, quicks.1 - lazies.1)
            let averages = ofSignal.after(average, differences.0, differences.1)
            (line[index], line[index + 1]) = differences
            (signal[index], signal[index + 1]) = averages
            (histogram[index], histogram[index + 1]) = (differences.0 - averages.0, differences.1 - averages.1)
            (quick, lazy, average) = (quicks.1, lazies.1, averages.1)
            index += 2
        }
        guard index < input.count else { return }
        line[index] = ofFast.after(quick, input[index]) - ofSlow.after(lazy, input[index])
        signal[index] = ofSignal.after(average, line[index])
        histogram[index] = line[index] - signal[index]
    }
}
