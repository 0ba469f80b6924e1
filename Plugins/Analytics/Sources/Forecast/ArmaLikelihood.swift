import Glibc

/// The exact Gaussian likelihood of an ARMA model without mean, by the Kalman filter in Harvey's form: the state has r = max(p, q + 1) parts,
/// begins in its stationary distribution, and its first part is observed without error.
///
/// What is observed exactly has no variance left after the update, so that the next covariance is the rest of the last, moved up by one, and
/// the new shock's. Holds its memory between evaluations; one thread at a time.
final class ArmaLikelihood {
    let values: [Double]
    let autoregressive: Int
    let movingAverage: Int
    /// Parts of the state.
    let size: Int

    let ar: UnsafeMutablePointer<Double>
    let shock: UnsafeMutablePointer<Double>
    let state: UnsafeMutablePointer<Double>
    let covariance: UnsafeMutablePointer<Double>
    private let gain: UnsafeMutablePointer<Double>
    private let start: StationaryCovariance

    /// With less than this of variance beside the next shock's the filter has settled, and only its state moves on. A search may begin with
    /// more, which is faster and less exact.
    var settled = finest
    /// So little that nothing is seen of it.
    static let finest = 1e-12

    init(_ values: [Double], autoregressive: Int, movingAverage: Int) {
        self.values = values
        self.autoregressive = autoregressive
        self.movingAverage = movingAverage
        // Parts beyond those needed stay 0; the filter for three is written out, and faster than that for fewer.
        size = max(3, autoregressive, movingAverage + 1)
        func zeros(_ count: Int) -> UnsafeMutablePointer<Double> {
            let pointer = UnsafeMutablePointer<Double>.allocate(capacity: count)
            pointer.initialize(repeating: 0, count: count)
            return pointer
        }
        (ar, shock, state, gain) = (zeros(size), zeros(size), zeros(size + 1), zeros(size))
        covariance = zeros(size * size)
        start = StationaryCovariance(size: size)
    }

    deinit { for pointer in [ar, shock, state, gain, covariance] { pointer.deallocate() } }

    /// What a run of the filter comes to, with the variance of the shocks as unit.
    struct Sums {
        /// Of squared errors, each by its variance.
        var squares = 0.0
        /// Of the logarithms of the errors' variances.
        var logVariances = 0.0
    }

    /// The state and its covariance after the last value: what forecasts begin with.
    var final: (state: [Double], covariance: [Double]) {
        ((0..<size).map { state[$0] }, (0..<size * size).map { covariance[$0] })
    }

    /// Runs the filter over all values; nil if the coefficients have no stationary distribution that can be computed.
    func run(_ arCoefficients: UnsafePointer<Double>, _ maCoefficients: UnsafePointer<Double>) -> Sums? {
        for index in 0..<size {
            ar[index] = index < autoregressive ? arCoefficients[index] : 0
            shock[index] = index == 0 ? 1 : index <= movingAverage ? maCoefficients[index - 1] : 0
            state[index] = 0
        }
        state[size] = 0
        guard start.solve(ar: ar, shock: shock, into: covariance) else { return nil }
        let sums = values.withUnsafeBufferPointer { size == 3 ? filterOfThree($0) : filter($0) }
        return sums.squares.isFinite && sums.logVariances.isFinite ? sums : nil
    }

    /// The filter for a state of any size.
    private func filter(_ values: UnsafeBufferPointer<Double>) -> Sums {
        var sums = Sums()
        var isSettled = false
        // The product of variances, whose logarithm is taken before it leaves the range.
        var product = 1.0
        let size = size
        for value in values {
            let error = value - state[0]
            if isSettled {
                sums.squares += error * error
                for index in 0..<size { state[index] = ar[index] * value + state[index + 1] + gain[index] * error }
                continue
            }
            let variance = covariance[0]
            let inverse = 1 / variance
            sums.squares += error * error * inverse
            product *= variance
            if product > 1e200 || product < 1e-200 {
                sums.logVariances += log(product)
                product = 1
            }
            for index in 0..<size - 1 { gain[index] = covariance[(index + 1) * size] * inverse }
            for index in 0..<size { state[index] = ar[index] * value + state[index + 1] + gain[index] * error }
            advance(variance)
            isSettled = isNearlyShockAlone
        }
        sums.logVariances += log(product)
        return sums
    }

    /// Whether nothing but the next shock is unknown: the covariance is the shock's, up to rounding.
    private var isNearlyShockAlone: Bool {
        var rest = 0.0
        for index in 0..<size { rest += covariance[index * size + index] - shock[index] * shock[index] }
        return rest < settled
    }

    /// The covariance before the next value.
    @inline(__always) private func advance(_ variance: Double) {
        let size = size
        for row in 0..<size {
            for column in row..<size {
                var entry = shock[row] * shock[column]
                if column + 1 < size {
                    entry += covariance[(row + 1) * size + column + 1] - variance * gain[row] * gain[column]
                }
                covariance[row * size + column] = entry
                covariance[column * size + row] = entry
            }
        }
    }
}
