/// Bytes as they come from a broken disk, a bad line or an enemy.
enum Damage {
    static func apply(_ bytes: [UInt8], _ random: inout some RandomNumberGenerator) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let place = Int.random(in: 0...bytes.count, using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0: bytes.removeLast(bytes.count - place)
            case 1: bytes.insert(.random(in: 0...255, using: &random), at: place)
            case 2 where place < bytes.count: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 3 where place < bytes.count:
                bytes[place] = [0x00, 0x7f, 0x80, 0x81, 0xb8, 0xc0, 0xf8, 0xff].randomElement(using: &random)!
            case 4 where place < bytes.count: bytes.remove(at: place)
            default: bytes += bytes[place...].prefix(40)
            }
        }
        return bytes
    }

    static func bytes(_ count: Int, _ random: inout some RandomNumberGenerator) -> [UInt8] {
        (0..<count).map { _ in .random(in: 0...255, using: &random) }
    }
}
