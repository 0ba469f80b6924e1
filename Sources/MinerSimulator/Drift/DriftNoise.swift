/// Smooth noise that is the same for the same seed and time: a walk that needs no memory.
enum DriftNoise {
    /// A mixed 64-bit value of two.
    static func hash(_ first: UInt64, _ second: UInt64) -> UInt64 {
        var value = first &+ 0x9E37_79B9_7F4A_7C15 &* (second &+ 1)
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    /// From 0 to below 1.
    static func unit(_ first: UInt64, _ second: UInt64) -> Double {
        Double(hash(first, second) >> 11) / 9_007_199_254_740_992
    }

    /// From -1 to 1, changing smoothly, with turns about every `period` seconds.
    static func wave(_ seed: UInt64, seconds: Double, period: Double) -> Double {
        let place = max(0, seconds / period)
        let step = UInt64(place)
        let part = place - Double(step)
        let eased = part * part * (3 - 2 * part)
        let from = unit(seed, step)
        return (from + (unit(seed, step + 1) - from) * eased) * 2 - 1
    }
}
