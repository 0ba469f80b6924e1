/// Location and spread that a minority of odd values does not move. Pure.
enum RobustStatistics {
    /// The factor that makes the median absolute deviation a standard deviation where values are normally distributed: 1 / Φ⁻¹(3/4).
    static let deviationFactor = 1.482_602_218_505_602

    /// The median of what is not NaN in a buffer, which it reorders; NaN of nothing. Mean of the two in the middle for an even count.
    static func median(_ values: inout [Double]) -> Double {
        values.removeAll { $0.isNaN }
        guard !values.isEmpty else { return .nan }
        let middle = values.count / 2
        let upper = select(&values, middle)
        guard values.count.isMultiple(of: 2) else { return upper }
        var lower = values[0]
        for index in 1..<max(middle, 1) where values[index] > lower { lower = values[index] }
        return (lower + upper) / 2
    }

    /// The median of what is not NaN.
    static func median(of values: some Sequence<Double>) -> Double {
        var buffer = Array(values)
        return median(&buffer)
    }

    /// The median absolute deviation from a centre, as a standard deviation; NaN of nothing.
    static func deviation(of values: some Sequence<Double>, around centre: Double) -> Double {
        var buffer = values.map { abs($0 - centre) }
        return median(&buffer) * deviationFactor
    }

    /// Hoare's selection: afterwards nothing before `position` is greater than the value there. The pivot is the median of three.
    private static func select(_ values: inout [Double], _ position: Int) -> Double {
        var (low, high) = (0, values.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if values[middle] < values[low] { values.swapAt(middle, low) }
            if values[high] < values[low] { values.swapAt(high, low) }
            if values[high] < values[middle] { values.swapAt(high, middle) }
            let pivot = values[middle]
            var (left, right) = (low, high)
            while left <= right {
                while values[left] < pivot { left += 1 }
                while values[right] > pivot { right -= 1 }
                if left <= right {
                    values.swapAt(left, right)
                    left += 1
                    right -= 1
                }
            }
            if position <= right { high = right } else if position >= left { low = left } else { break }
        }
        return values[position]
    }
}
