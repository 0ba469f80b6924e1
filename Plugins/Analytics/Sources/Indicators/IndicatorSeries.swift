/// How indicators hold their values: an array as long as the prices, NaN where there is no value yet. Pure; prices are finite.
enum IndicatorSeries {
    /// An array of `count` values that `fill` writes from `first` on; NaN before. All NaN if `first` lies beyond the end.
    static func make(_ count: Int, from first: Int, _ fill: (UnsafeMutableBufferPointer<Double>) -> Void) -> [Double] {
        [Double](unsafeUninitializedCapacity: count) { buffer, initialized in
            let base = UnsafeMutableBufferPointer(rebasing: buffer[..<count])
            base[..<min(first, count)].initialize(repeating: .nan)
            if first < count {
                // fill writes every place from first on, which for a trivial type is all that initializing means.
                fill(base)
            }
            initialized = count
        }
    }
}
