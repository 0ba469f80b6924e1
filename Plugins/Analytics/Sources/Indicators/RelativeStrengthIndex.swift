/// RSI after Wilder: 100 times the share of mean gains in mean gains and losses, each smoothed by 1/period and begun with the plain mean of
/// the first `period` changes. First value at index `period`; 0 where nothing moved at all.
enum RelativeStrengthIndex {
    /// One value for each close; all NaN for a period below 1.
    static func values(of closes: [Double], period: Int = 14) -> [Double] {
        guard period >= 1 else { return IndicatorSeries.make(closes.count, from: .max) { _ in } }
        return closes.withUnsafeBufferPointer { input in
            IndicatorSeries.make(input.count, from: period) { output in
                let share = 1 / Double(period)
                let kept = Double(period - 1) * share
                var (gain, loss) = (0.0, 0.0)
                for index in 1...period {
                    let change = input[index] - input[index - 1]
                    gain += max(change, 0)
                    loss += max(-change, 0)
                }
                gain *= share
                loss *= share
                output[period] = Self.index(gain, loss)
                for index in period + 1..<max(period + 1, input.count) {
                    let change = (input[index] - input[index - 1]) * share
                    gain = gain * kept + max(change, 0)
                    loss = loss * kept + max(-change, 0)
                    output[index] = Self.index(gain, loss)
                }
            }
        }
    }

    @inline(__always) private static func index(_ gain: Double, _ loss: Double) -> Double {
        let sum = gain + loss
        return sum > 0 ? 100 * (gain / sum) : 0
    }
}
