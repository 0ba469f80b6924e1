/// Solves P = T P T' + R R' for the companion matrix T of an autoregression and the shocks R, by doubling: each step adds as many past shocks
/// as all before it. Holds its memory between solutions; one thread at a time.
final class StationaryCovariance {
    private let size: Int
    private let power: UnsafeMutablePointer<Double>
    private let scratch: UnsafeMutablePointer<Double>
    private let sum: UnsafeMutablePointer<Double>

    /// 2^40 shocks: a root nearer to one than these reach counts as one.
    private static let mostSteps = 40

    init(size: Int) {
        self.size = size
        func zeros() -> UnsafeMutablePointer<Double> {
            let pointer = UnsafeMutablePointer<Double>.allocate(capacity: size * size)
            pointer.initialize(repeating: 0, count: size * size)
            return pointer
        }
        (power, scratch, sum) = (zeros(), zeros(), zeros())
    }

    deinit { for pointer in [power, scratch, sum] { pointer.deallocate() } }

    /// Writes P, whole and symmetric; false if it does not converge.
    func solve(ar: UnsafePointer<Double>, shock: UnsafePointer<Double>, into output: UnsafeMutablePointer<Double>) -> Bool {
        let size = size
        for row in 0..<size {
            for column in 0..<size {
                power[row * size + column] = (column == 0 ? ar[row] : 0) + (column == row + 1 ? 1 : 0)
                output[row * size + column] = shock[row] * shock[column]
            }
        }
        for _ in 0..<Self.mostSteps {
            // sum = power * output * power'
            multiply(power, output, into: scratch)
            var change = 0.0
            for row in 0..<size {
                for column in row..<size {
                    var entry = 0.0
                    for index in 0..<size { entry += scratch[row * size + index] * power[column * size + index] }
                    sum[row * size + column] = entry
                }
                change = max(change, abs(sum[row * size + row]))
            }
            for row in 0..<size {
                for column in row..<size {
                    let entry = output[row * size + column] + sum[row * size + column]
                    output[row * size + column] = entry
                    output[column * size + row] = entry
                }
            }
            guard output[0].isFinite, output[0] < 1e12 else { return false }
            if change < 1e-17 * output[0] { return true }
            multiply(power, power, into: scratch)
            for index in 0..<size * size { power[index] = scratch[index] }
        }
        return false
    }

    @inline(__always) private func multiply(
        _ left: UnsafeMutablePointer<Double>, _ right: UnsafeMutablePointer<Double>, into output: UnsafeMutablePointer<Double>
    ) {
        let size = size
        for row in 0..<size {
            for column in 0..<size {
                var entry = 0.0
                for index in 0..<size { entry += left[row * size + index] * right[index * size + column] }
                output[row * size + column] = entry
            }
        }
    }
}
