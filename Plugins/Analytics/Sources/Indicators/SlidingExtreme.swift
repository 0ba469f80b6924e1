/// The highest or lowest of the last values, by doubling: the extreme of 2n values is that of two extremes of n. Without branches, so that
/// the compiler computes several at once.
enum SlidingExtreme {
    /// The highest of the last `period` values from index `period - 1` on; what stands before has no meaning.
    static func highest(_ values: [Double], period: Int) -> [Double] { slide(values, period) { $0 > $1 ? $0 : $1 } }

    /// The lowest of the last `period` values from index `period - 1` on; what stands before has no meaning.
    static func lowest(_ values: [Double], period: Int) -> [Double] { slide(values, period) { $0 < $1 ? $0 : $1 } }

    @inline(__always) private static func slide(_ values: [Double], _ period: Int, _ pick: (Double, Double) -> Double) -> [Double] {
        var current = values
        var next = values
        var width = 1
        while width < period {
            // The last step overlaps: the window need not be a power of two.
            let step = min(width, period - width)
            let first = width + step - 1
            current.withUnsafeBufferPointer { from in
                next.withUnsafeMutableBufferPointer { to in
                    var index = first
                    while index < from.count {
                        to[index] = pick(from[index], from[index - step])
                        index += 1
                    }
                }
            }
            swap(&current, &next)
            width += step
        }
        return current
    }
}
