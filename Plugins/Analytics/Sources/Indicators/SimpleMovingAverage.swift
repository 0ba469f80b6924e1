/// SMA: the mean of the last `period` values. First value at index `period - 1`.
package enum SimpleMovingAverage {
    /// One value for each of `values`; all NaN for a period below 1.
    package static func values(of values: [Double], period: Int) -> [Double] {
        guard period >= 1 else { return IndicatorSeries.make(values.count, from: .max) { _ in } }
        return values.withUnsafeBufferPointer { input in
            IndicatorSeries.make(input.count, from: period - 1) { output in
                let scale = 1 / Double(period)
                var sum = 0.0
                for index in 0..<period { sum += input[index] }
                output[period - 1] = sum * scale
                var index = period
                while index < input.count {
                    // The difference does not wait for the sum.
                    sum += input[index] - input[index - period]
                    output[index] = sum * scale
                    index += 1
                }
            }
        }
    }
}
