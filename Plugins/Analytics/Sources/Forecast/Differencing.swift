/// Differences of a series and back. Pure.
enum Differencing {
    /// The differences, taken so many times; each time one value fewer.
    static func differences(_ series: [Double], times: Int) -> [Double] {
        (0..<times).reduce(series) { values, _ in zip(values.dropFirst(), values).map { $0 - $1 } }
    }

    /// Running sums, taken so many times.
    static func sums(_ values: [Double], times: Int) -> [Double] {
        (0..<times).reduce(values) { values, _ in
            var sum = 0.0
            return values.map { value in
                sum += value
                return sum
            }
        }
    }
}
