/// Where a miner stands in its site: a rack, a shelf from the top and a place from the left, both from 1.
struct MinerPlace: Sendable, Hashable {
    let rack: String
    let row: Int64
    let position: Int64

    /// The longest name of a rack, in characters.
    static let longestRack = 40
    /// Shelves of a rack, and places of a shelf.
    static let numbers: ClosedRange<Int64> = 1...100
}
