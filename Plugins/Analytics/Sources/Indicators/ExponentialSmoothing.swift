/// `next = last * (1 - factor) + value * factor`, two values at a time: the second is computed from the last but one, so that the chain of
/// operations that wait for each other is half as long.
struct ExponentialSmoothing {
    private let factor: Double
    private let kept: Double
    private let keptTwice: Double
    private let factorKept: Double

    /// - Parameter factor: The weight of a new value, 0 to 1.
    init(factor: Double) {
        self.factor = factor
        kept = 1 - factor
        keptTwice = kept * kept
        factorKept = factor * kept
    }

    /// The average after one more value.
    @inline(__always) func after(_ last: Double, _ value: Double) -> Double { last * kept + value * factor }

    /// The averages after one more value and after two.
    @inline(__always) func after(_ last: Double, _ first: Double, _ second: Double) -> (Double, Double) {
        (last * kept + first * factor, last * keptTwice + (first * factorKept + second * factor))
    }
}
