/// Bollinger bands: the SMA, and so many population standard deviations above and below it. First values at index `period - 1`.
package struct BollingerBands: Sendable {
    package let upper: [Double]
    package let middle: [Double]
    package let lower: [Double]

    /// After so many bars mean and squares are summed afresh, so that rounding adds up to less than 1e-9 dollars at prices of 66,000.
    private static let barsBetweenSums = 64

    /// One value for each close; all NaN for a period below 1.
    package init(closes: [Double], period: Int = 20, deviations: Double = 2) {
        let count = closes.count
        let first = period >= 1 ? period - 1 : .max
        var upper: [Double] = []
        var lower: [Double] = []
        middle = closes.withUnsafeBufferPointer { input in
            IndicatorSeries.make(count, from: first) { middle in
                upper = IndicatorSeries.make(count, from: first) { upper in
                    lower = IndicatorSeries.make(count, from: first) { lower in
                        Self.fill(input, period, deviations, middle: middle, upper: upper, lower: lower)
                    }
                }
            }
        }
        if upper.isEmpty { upper = IndicatorSeries.make(count, from: .max) { _ in } }
        if lower.isEmpty { lower = IndicatorSeries.make(count, from: .max) { _ in } }
        (self.upper, self.lower) = (upper, lower)
    }

    private static func fill(
        _ input: UnsafeBufferPointer<Double>, _ period: Int, _ deviations: Double, middle: UnsafeMutableBufferPointer<Double>,
        upper: UnsafeMutableBufferPointer<Double>, lower: UnsafeMutableBufferPointer<Double>
    ) {
        let share = 1 / Double(period)
        var start = period - 1
        while start < input.count {
            let end = min(input.count, start + barsBetweenSums)
            var mean = 0.0
            for index in start - period + 1...start { mean += input[index] }
            mean *= share
            var squares = 0.0
            for index in start - period + 1...start { squares += (input[index] - mean) * (input[index] - mean) }
            middle[start] = mean
            upper[start] = squares
            var index = start + 1
            while index < end {
                // The window moves: Welford's update with one value that comes and one that goes.
                let (new, old) = (input[index], input[index - period])
                let (change, before) = (new - old, mean)
                mean += change * share
                squares += change * (new - mean + old - before)
                middle[index] = mean
                upper[index] = squares
                index += 1
            }
            start = end
        }
        // Apart from the sums, so that the roots are taken several at once.
        let scale = deviations * deviations * share
        var index = period - 1
        while index < input.count {
            let square = upper[index] * scale
            let width = (square > 0 ? square : 0).squareRoot()
            upper[index] = middle[index] + width
            lower[index] = middle[index] - width
            index += 1
        }
    }
}
