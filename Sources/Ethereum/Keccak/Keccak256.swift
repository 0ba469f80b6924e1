/// Keccak-256 as Ethereum uses it: the padding of the competition (0x01), not SHA3-256's. Bytes may come in any pieces.
package struct Keccak256: Sendable {
    private static let rateBytes = 136
    private var lanes = InlineArray<25, UInt64>(repeating: 0)
    private var position = 0

    package init() {}

    /// The digest of `bytes`.
    package static func hash(_ bytes: some Collection<UInt8>) -> Bytes32 {
        var hasher = Keccak256()
        hasher.update(bytes)
        return hasher.finalized()
    }

    /// Adds bytes to what is hashed.
    package mutating func update(_ bytes: some Collection<UInt8>) {
        let whole: Void? = bytes.withContiguousStorageIfAvailable { update(buffer: UnsafeRawBufferPointer($0)) }
        if whole == nil { Array(bytes).withUnsafeBytes { update(buffer: $0) } }
    }

    /// Adds bytes to what is hashed.
    package mutating func update(buffer bytes: UnsafeRawBufferPointer) {
        var index = 0
        while index < bytes.count {
            if position & 7 == 0, bytes.count - index >= 8 {
                lanes[position >> 3] ^= UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
                position += 8
                index += 8
            } else {
                lanes[position >> 3] ^= UInt64(bytes[index]) << UInt64(8 * (position & 7))
                position += 1
                index += 1
            }
            if position == Self.rateBytes {
                KeccakPermutation.apply(&lanes)
                position = 0
            }
        }
    }

    /// The digest of all bytes so far; more may follow.
    package func finalized() -> Bytes32 {
        var state = lanes
        state[position >> 3] ^= 0x01 << UInt64(8 * (position & 7))
        state[(Self.rateBytes - 1) >> 3] ^= 0x80 << 56
        KeccakPermutation.apply(&state)
        return Bytes32 {
            for lane in 0..<4 { $0.storeBytes(of: state[lane].littleEndian, toByteOffset: 8 * lane, as: UInt64.self) }
        }
    }
}
