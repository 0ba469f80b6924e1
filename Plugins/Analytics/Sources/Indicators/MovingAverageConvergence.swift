/// MACD: a fast EMA less a slow one, its own EMA as signal, and the difference of the two. Both averages begin at the same bar: the fast one
/// with the mean of the closes that end there. First value of all three at index `slow + signal - 2`.
struct MovingAverageConvergence: Sendable {
    let line: [Double]
    let signal: [Double]
    let histogram: [Double]

    /// One value for each close; all NaN unless 1 <= fast <= slow and 1 <= signal.
    init(closes: [Double], fast: Int = 12, slow: Int = 26, signal period: Int = 9) {
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
        let (fastFactor, slowFactor, signalFactor) = (2 / Double(fast + 1), 2 / Double(slow + 1), 2 / Double(period + 1))
        let first = slow + period - 2
        var (quick, lazy) = (mean(slow - fast..<slow), mean(0..<slow))
        var sum = quick - lazy
        for index in slow..<max(slow, first + 1) {
            quick += (input[index] - quick) * fastFactor
            lazy += (input[index] - lazy) * slowFactor
            sum += quick - lazy
        }
        var average = sum / Double(period)
        (line[first], signal[first], histogram[first]) = (quick - lazy, average, quick - lazy - average)
        for index in first + 1..<max(first + 1, input.count) {
            quick += (input[index] - quick) * fastFactor
            lazy += (input[index] - lazy) * slowFactor
            let difference = quick - lazy
            average += (difference - average) * signalFactor
            line[index] = difference
            signal[index] = average
            histogram[index] = difference - average
        }
    }
}
