/// EMA with the factor 2 / (period + 1), begun with the mean of the first `period` values at index `period - 1`.
package enum ExponentialMovingAverage {
    /// One value for each of `values`; all NaN for a period below 1.
    package static func values(of values: [Double], period: Int) -> [Double] {
        guard period >= 1 else { return IndicatorSeries.make(values.count, from: .max) { _ in } }
        return values.withUnsafeBufferPointer { input in
            IndicatorSeries.make(input.count, from: period - 1) { output in
                var sum = 0.0
                for index in 0..<period { sum += input[index] }
                var average = sum / Double(period)
                output[period - 1] = average
                let smoothing = ExponentialSmoothing(factor: 2 / Double(period + 1))
                var index = period
                while index + 1 < input.count {
                    let pair = smoothing.after(average, input[index], input[index + 1])
                    (output[index], output[index + 1]) = pair
                    average = pair.1
                    index += 2
                }
                if index < input.count { output[index] = smoothing.after(average, input[index]) }
            }
        }
    }
}
