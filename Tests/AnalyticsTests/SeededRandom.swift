import Glibc

/// SplitMix64: a sequence that follows from its seed, so that what a test found can be found again.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number between 0 and 1.
    mutating func unit() -> Double { Double(next() >> 11) / 9_007_199_254_740_992 }

    /// From the normal distribution (Box and Muller).
    mutating func normal() -> Double {
        let radius = -2 * log(max(unit(), 1e-300))
        return radius.squareRoot() * cos(2 * Double.pi * unit())
    }
}
