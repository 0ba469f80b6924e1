/// RSI after Wilder: 100 times the share of mean gains in mean gains and losses, each smoothed by 1/period and begun with the plain mean of
/// the first `period` changes. First value at index `period`; 0 where nothing moved at all.
package enum RelativeStrengthIndex {
    /// One value for each close; all NaN for a period below 1.
    package static func values(of closes: [Double], period: Int = 14) -> [Double] {
        guard period >= 1 else { return IndicatorSeries.make(closes.count, from: .max) { _ in } }
        return closes.withUnsafeBufferPointer { input in
            IndicatorSeries.make(input.count, from: period) { output in
                let share = 1 / Double(period)
                let smoothing = ExponentialSmoothing(factor: share)
                var (gain, loss) = (0.0, 0.0)
                for index in 1...period {
                    let change = input[index] - input[index - 1]
                    gain += change > 0 ? change : 0
                    loss += change < 0 ? -change : 0
                }
                gain *= share
                loss *= share
                output[period] = Self.index(gain, loss)
                var index = period + 1
                while index + 1 < input.count {
                    let (one, two) = (input[index] - input[index - 1], input[index + 1] - input[index])
                    let gains = smoothing.after(gain, Self.rise(one), Self.rise(two))
                    let losses = smoothing.after(loss, Self.rise(-one), Self.rise(-two))
                    // One division for two bars.
                    let gained = SIMD2(gains.0, gains.1)
                    let sum = gained + SIMD2(losses.0, losses.1)
                    let share = (100 * (gained / sum)).replacing(with: 0, where: sum .<= 0)
                    (output[index], output[index + 1]) = (share[0], share[1])
                    (gain, loss) = (gains.1, losses.1)
                    index += 2
                }
                if index < input.count {
                    let change = input[index] - input[index - 1]
                    output[index] = Self.index(smoothing.after(gain, Self.rise(change)), smoothing.after(loss, Self.rise(-change)))
                }
            }
        }
    }

    /// A change if it is a rise, else 0; exact, and without a branch that could only be guessed.
    @inline(__always) private static func rise(_ change: Double) -> Double { (abs(change) + change) * 0.5 }

    @inline(__always) private static func index(_ gain: Double, _ loss: Double) -> Double {
        let sum = gain + loss
        return sum > 0 ? 100 * (gain / sum) : 0
    }
}
