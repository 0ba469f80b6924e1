/// The length to which FastLZ, level 1, would compress bytes: what the OP stack takes for a transaction's share of a blob.
package enum FastLZ {
    private static let windowBytes = 8191
    private static let shortest = 13

    /// How long `bytes` would be; nothing is compressed.
    package static func length(_ bytes: [UInt8]) -> Int {
        var places = [Int](repeating: 0, count: 8192)
        let limit = max(0, bytes.count - shortest)
        var length = 0
        var anchor = 0
        var at = 2
        while at < limit {
            var match = 0
            while true {
                let sequence = three(bytes, at)
                let slot = slot(sequence)
                match = places[slot]
                places[slot] = at
                if at >= limit { break }
                at += 1
                if at - 1 - match <= windowBytes, sequence == three(bytes, match) { break }
            }
            if at >= limit { break }
            at -= 1
            if at > anchor { length += literals(at - anchor) }
            let matched = matchLength(bytes, match + 3, at + 3, end: limit + 9)
            length += 3 * ((matched - 1) / 262) + ((matched - 1) % 262 >= 6 ? 3 : 2)
            at += matched
            for _ in 0..<2 {
                places[slot(three(bytes, at))] = at
                at += 1
            }
            anchor = at
        }
        return length + literals(bytes.count - anchor)
    }

    private static func matchLength(_ bytes: [UInt8], _ match: Int, _ at: Int, end: Int) -> Int {
        var count = 0
        while at + count < end {
            count += 1
            if bytes[match + count - 1] != bytes[at + count - 1] { break }
        }
        return count
    }

    private static func three(_ bytes: [UInt8], _ at: Int) -> UInt32 {
        UInt32(bytes[at]) | UInt32(bytes[at + 1]) << 8 | UInt32(bytes[at + 2]) << 16
    }

    private static func slot(_ sequence: UInt32) -> Int { Int((2_654_435_769 &* sequence) >> 19 & 8191) }

    private static func literals(_ count: Int) -> Int { 33 * (count / 32) + (count % 32 == 0 ? 0 : count % 32 + 1) }
}
