import Glibc

/// Takes any real numbers to coefficients of a stationary autoregression and back: each number becomes a partial autocorrelation by tanh, and
/// those become coefficients by the recursion of Durbin and Levinson (Monahan 1984, Biometrika 71:403). The coefficients of an invertible
/// moving average are the negatives. Pure.
enum StationaryTransform {
    /// The nearest to a unit root that `free` gives back.
    private static let largestPartial = 1 - 1e-9

    /// Writes the coefficients for `count` free numbers.
    static func coefficients(_ free: UnsafePointer<Double>, _ count: Int, into output: UnsafeMutablePointer<Double>, negated: Bool) {
        for last in 0..<count {
            let partial = tanh(free[last])
            // In place, from both ends at once.
            var (low, high) = (0, last - 1)
            while low < high {
                let (first, second) = (output[low], output[high])
                output[low] = first - partial * second
                output[high] = second - partial * first
                low += 1
                high -= 1
            }
            if low == high { output[low] *= 1 - partial }
            output[last] = partial
        }
        if negated { for index in 0..<count { output[index] = -output[index] } }
    }

    /// The free numbers of coefficients; nil if they are not stationary.
    static func free(_ coefficients: [Double], negated: Bool) -> [Double]? {
        var rest = negated ? coefficients.map { -$0 } : coefficients
        var free = [Double](repeating: 0, count: rest.count)
        while let partial = rest.last {
            guard abs(partial) < 1 else { return nil }
            free[rest.count - 1] = atanh(max(-largestPartial, min(largestPartial, partial)))
            let scale = 1 / (1 - partial * partial)
            let before = rest.dropLast()
            rest = before.indices.map { (rest[$0] + partial * rest[rest.count - 2 - $0]) * scale }
        }
        return free
    }
}
