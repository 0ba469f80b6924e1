import Glibc
import TestSupport

extension SeededRandom {
    /// A number between 0 and 1.
    mutating func unit() -> Double { Double(next() >> 11) / 9_007_199_254_740_992 }

    /// From the normal distribution (Box and Muller).
    mutating func normal() -> Double {
        let radius = -2 * log(max(unit(), 1e-300))
        return radius.squareRoot() * cos(2 * Double.pi * unit())
    }
}
