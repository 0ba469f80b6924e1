import TestSupport

extension SeededRandom {
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
