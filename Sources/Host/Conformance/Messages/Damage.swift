import PluginABI

/// Ways to spoil a message so that its numbers lie.
enum Damage {
    /// Each named lie over a well-formed message of at least one field.
    static func all(_ message: [UInt8]) -> [(what: String, bytes: [UInt8])] {
        let head = MemoryLayout<hi_message>.size
        func with(_ what: String, _ change: (inout [UInt8]) -> Void) -> (String, [UInt8]) {
            var bytes = message
            change(&bytes)
            return (what, bytes)
        }
        var damaged = [
            ("no bytes", []), ("one byte", [1]), ("half a header", Array(message.prefix(4))),
            ("a header alone", Array(message.prefix(head))),
            ("half the message", Array(message.prefix(message.count / 2))), ("all but the last byte", Array(message.dropLast())),
            with("total_bytes = 0") { $0.put(UInt32(0), at: 0) }, with("total_bytes = 7") { $0.put(UInt32(7), at: 0) },
            with("total_bytes one too many") { $0.put(UInt32($0.count + 1), at: 0) },
            with("total_bytes = 2^32 - 1") { $0.put(UInt32.max, at: 0) },
            with("65,535 fields") { $0.put(UInt16.max, at: 6) },
            with("one field too many") { $0.put(UInt16((Int($0[6]) + 1) * 64), at: 6) },
        ]
        let fieldBytes = MemoryLayout<hi_field>.size
        let count = min(Int(message[6]), (message.count - head) / fieldBytes)
        for field in 0..<min(count, 4) {
            let at = head + field * fieldBytes
            damaged += [
                with("field \(field): offset 2^32 - 1") { $0.put(UInt32.max, at: at + 4) },
                with("field \(field): offset at the end") { $0.put(UInt32($0.count), at: at + 4) },
                with("field \(field): 2^64 - 1 bytes") { $0.put(UInt64.max, at: at + 8) },
                with("field \(field): offset + count wraps around") {
                    $0.put(UInt32(8), at: at + 4)
                    $0.put(UInt64.max - 7, at: at + 8)
                },
                with("field \(field): one byte beyond the end") { $0.put(UInt64($0.count - Int(field)), at: at + 8) },
                with("field \(field): the unknown type 0") { $0.put(UInt16(0), at: at + 2) },
                with("field \(field): the unknown type 65,535") { $0.put(UInt16.max, at: at + 2) },
                with("field \(field): a nested message at an odd offset") {
                    $0.put(UInt16(HI_FIELD_MESSAGE), at: at + 2)
                    $0.put(UInt32(9), at: at + 4)
                    $0.put(UInt64(8), at: at + 8)
                },
                with("field \(field): an integer where text belongs") { $0.put(UInt16(HI_FIELD_INTEGER), at: at + 2) },
                with("field \(field): an unknown id") { $0.put(UInt16(60_000), at: at) },
            ]
        }
        return damaged
    }

    /// Random bytes written over, cut off and repeated.
    static func random(_ message: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
        var bytes = message
        for _ in 0...random.below(6) {
            guard !bytes.isEmpty else { break }
            let at = random.below(bytes.count)
            switch random.below(7) {
            case 0: bytes[at] = UInt8(truncatingIfNeeded: random.next())
            case 1: bytes[at] ^= 1 << UInt8(random.below(8))
            case 2 where bytes.count >= 8:
                bytes.put([UInt32.max, 0, 1, 0x7FFF_FFFF, 0x8000_0000][random.below(5)], at: at / 4 * 4 > bytes.count - 4 ? 0 : at / 4 * 4)
            case 3: bytes.removeLast(min(bytes.count, random.below(16)))
            case 4: bytes.append(contentsOf: random.bytes(random.below(32)))
            case 5 where bytes.count >= 8: bytes.put(UInt64(random.below(bytes.count * 2)), at: min(at / 8 * 8, bytes.count - 8))
            default: bytes.swapAt(at, random.below(bytes.count))
            }
        }
        return bytes
    }
}
