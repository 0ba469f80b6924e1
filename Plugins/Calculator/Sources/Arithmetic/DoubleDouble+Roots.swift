import Glibc

extension DoubleDouble {
    /// The root of a whole degree of a positive value: Newton's iteration from the root of the nearest double, which doubles the digits each time.
    func root(_ degree: Int) -> DoubleDouble {
        var root = DoubleDouble(pow(high, 1 / Double(degree)))
        for _ in 0..<2 {
            let lower = root.power(degree - 1)
            root -= (lower * root - self) / (lower * Double(degree))
        }
        return root
    }
}
