import Glibc

/// Where to begin looking for the likeliest coefficients. Pure.
///
/// The likelihood of an ARMA model has a ridge of equal height wherever a root of one side cancels one of the other, and its peaks lie beside
/// that ridge: near ±1 and near pairs of complex roots at some frequency. So the starts are those of smaller models with a pair of roots
/// added that almost cancel.
enum ArmaStarts {
    /// Free numbers of `StationaryTransform`, first those of the autoregression.
    static func all(autoregressive: Int, movingAverage: Int) -> [[Double]] {
        var starts: [[Double]] = [free([], [], autoregressive, movingAverage)].compactMap { $0 }
        // What is left beside the pair.
        let small = [-0.4, 0.4]
        if autoregressive >= 1, movingAverage >= 1 {
            for root in [-0.97, -0.91, -0.8, -0.5, 0.5, 0.8, 0.91, 0.97] {
                for other in [root - 0.06 * (root < 0 ? -1 : 1), root + 0.02 * (root < 0 ? -1 : 1)] {
                    starts += [free([root], [-other], autoregressive, movingAverage)].compactMap { $0 }
                }
            }
        }
        if autoregressive >= 2, movingAverage >= 2 {
            for step in 0..<24 {
                let frequency = (Double(step) + 0.5) * .pi / 24
                for (radius, other) in [(0.92, 0.96), (0.96, 0.92)] {
                    starts += [
                        free(
                            [2 * radius * cos(frequency), -radius * radius], [-2 * other * cos(frequency), other * other], autoregressive,
                            movingAverage)
                    ].compactMap { $0 }
                }
            }
        }
        // Both sides alone, and a root near 1 on one side with a free one on the other.
        for first in small + [-0.9, 0.9] {
            if autoregressive >= 1 { starts += [free([first], [], autoregressive, movingAverage)].compactMap { $0 } }
            if movingAverage >= 1 { starts += [free([], [first], autoregressive, movingAverage)].compactMap { $0 } }
            if autoregressive >= 2, movingAverage >= 2 {
                // (1 - 0.99 B)(1 - c B) on the left, (1 - 0.98 B)(1 - e B) on the right.
                starts += [free([0.99 + first * 0.1, -0.99 * first * 0.1], [-0.98 + first, -0.98 * first], autoregressive, movingAverage)]
                    .compactMap { $0 }
            }
        }
        return starts
    }

    private static func free(_ ar: [Double], _ ma: [Double], _ autoregressive: Int, _ movingAverage: Int) -> [Double]? {
        func padded(_ values: [Double], _ count: Int) -> [Double] {
            values + [Double](repeating: 0, count: max(0, count - values.count))
        }
        guard ar.count <= autoregressive, ma.count <= movingAverage,
            let left = StationaryTransform.free(padded(ar, autoregressive), negated: false),
            let right = StationaryTransform.free(padded(ma, movingAverage), negated: true)
        else { return nil }
        return left + right
    }
}
