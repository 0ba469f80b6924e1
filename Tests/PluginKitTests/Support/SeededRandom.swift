/// SplitMix64: the same numbers for the same seed, so that a failure can be repeated.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    /// `bytes` with one to four defects: a bit turned, a byte replaced, a word of extremes, or the end cut off.
    mutating func corrupt(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &self) where !bytes.isEmpty {
            let at = Int.random(in: 0..<bytes.count, using: &self)
            switch Int.random(in: 0..<4, using: &self) {
            case 0: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &self)
            case 1: bytes[at] = .random(in: .min ... .max, using: &self)
            case 2:
                let word = [UInt8](repeating: Bool.random(using: &self) ? 0xFF : 0x7F, count: 4)
                for (index, byte) in word.enumerated() where at + index < bytes.count { bytes[at + index] = byte }
            default: bytes.removeLast(Int.random(in: 0...min(bytes.count, 24), using: &self))
            }
        }
        return bytes
    }
}
