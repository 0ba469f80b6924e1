/// Keccak-f[1600]: 24 rounds over 25 lanes of 64 bits.
enum KeccakPermutation {
    private static let roundConstants: InlineArray<24, UInt64> = [
        0x0000_0000_0000_0001, 0x0000_0000_0000_8082, 0x8000_0000_0000_808a, 0x8000_0000_8000_8000, 0x0000_0000_0000_808b,
        0x0000_0000_8000_0001, 0x8000_0000_8000_8081, 0x8000_0000_0000_8009, 0x0000_0000_0000_008a, 0x0000_0000_0000_0088,
        0x0000_0000_8000_8009, 0x0000_0000_8000_000a, 0x0000_0000_8000_808b, 0x8000_0000_0000_008b, 0x8000_0000_0000_8089,
        0x8000_0000_0000_8003, 0x8000_0000_0000_8002, 0x8000_0000_0000_0080, 0x0000_0000_0000_800a, 0x8000_0000_8000_000a,
        0x8000_0000_8000_8081, 0x8000_0000_0000_8080, 0x0000_0000_8000_0001, 0x8000_0000_8000_8008,
    ]
    // ρ and π in one walk over all lanes but the first: how far each is turned, and where it goes.
    private static let turns: InlineArray<24, UInt64> = [
        1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44,
    ]
    private static let places: InlineArray<24, Int> = [
        10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1,
    ]

    static func apply(_ lanes: inout InlineArray<25, UInt64>) {
        var columns = InlineArray<5, UInt64>(repeating: 0)
        for round in 0..<24 {
            // θ
            for x in 0..<5 { columns[x] = lanes[x] ^ lanes[x + 5] ^ lanes[x + 10] ^ lanes[x + 15] ^ lanes[x + 20] }
            for x in 0..<5 {
                let mixed = columns[(x + 4) % 5] ^ turned(columns[(x + 1) % 5], 1)
                for row in 0..<5 { lanes[x + 5 * row] ^= mixed }
            }
            // ρ and π
            var moved = lanes[1]
            for step in 0..<24 {
                let place = places[step]
                let next = lanes[place]
                lanes[place] = turned(moved, turns[step])
                moved = next
            }
            // χ
            for row in 0..<5 {
                for x in 0..<5 { columns[x] = lanes[5 * row + x] }
                for x in 0..<5 { lanes[5 * row + x] = columns[x] ^ (~columns[(x + 1) % 5] & columns[(x + 2) % 5]) }
            }
            // ι
            lanes[0] ^= roundConstants[round]
        }
    }

    @inline(__always)
    private static func turned(_ lane: UInt64, _ bits: UInt64) -> UInt64 { lane &<< bits | lane &>> (64 &- bits) }
}
