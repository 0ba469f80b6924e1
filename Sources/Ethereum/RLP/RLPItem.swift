/// Ethereum's recursive length prefix: a string of bytes, or a list of items.
package enum RLPItem: Equatable, Sendable {
    case bytes([UInt8])
    case list([RLPItem])

    /// A number as RLP writes it: the fewest bytes, none for zero.
    package static func number(_ value: UInt256) -> RLPItem { .bytes(Array(value.minimalBytes)) }

    /// A number as RLP writes it: the fewest bytes, none for zero.
    package static func number(_ value: UInt64) -> RLPItem {
        let count = (64 - value.leadingZeroBitCount + 7) / 8
        return .bytes((0..<count).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * (count - 1 - $0))) })
    }

    /// The item's one encoding.
    package var encoded: [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(encodedCount)
        write(to: &out)
        return out
    }

    private var encodedCount: Int {
        switch self {
        case .bytes(let bytes): bytes.count == 1 && bytes[0] < 0x80 ? 1 : Self.prefixCount(bytes.count) + bytes.count
        case .list(let items):
            { Self.prefixCount($0) + $0 }(items.reduce(0) { $0 + $1.encodedCount })
        }
    }

    private static func prefixCount(_ length: Int) -> Int { length < 56 ? 1 : 1 + (64 - length.leadingZeroBitCount + 7) / 8 }

    private func write(to out: inout [UInt8]) {
        switch self {
        case .bytes(let bytes):
            if bytes.count != 1 || bytes[0] >= 0x80 { Self.writePrefix(0x80, bytes.count, to: &out) }
            out += bytes
        case .list(let items):
            Self.writePrefix(0xc0, items.reduce(0) { $0 + $1.encodedCount }, to: &out)
            for item in items { item.write(to: &out) }
        }
    }

    private static func writePrefix(_ kind: UInt8, _ length: Int, to out: inout [UInt8]) {
        guard length >= 56 else {
            out.append(kind + UInt8(length))
            return
        }
        let count = prefixCount(length) - 1
        out.append(kind + 55 + UInt8(count))
        for byte in (0..<count).reversed() { out.append(UInt8(truncatingIfNeeded: length >> (8 * byte))) }
    }
}
