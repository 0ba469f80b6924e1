/// EMA with the factor 2 / (period + 1), begun with the mean of the first `period` values at index `period - 1`.
enum ExponentialMovingAverage {
    /// One value for each of `values`; all NaN for a period below 1.
    static func values(of values: [Double], period: Int) -> [Double] {
        guard period >= 1 else { return IndicatorSeries.make(values.count, from: .max) { _ in } }
        return values.withUnsafeBufferPointer { input in
            IndicatorSeries.make(input.count, from: period - 1) { output in
                var sum = 0.0
                for index in 0..<period { sum += input[index] }
                var average = sum / Double(period)
                let factor = 2 / Double(period + 1)
                output[period - 1] = average
                for index in period..<max(period, input.count) {
                    average += (input[index] - average) * factor
                    output[index] = average
                }
            }
        }
    }
}
