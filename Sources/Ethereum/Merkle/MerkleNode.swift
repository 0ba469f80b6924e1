/// The place of a complete subtree: at `level` it covers the 2^level leaves from `index` × 2^level on. Its hash never changes once the
/// tree has grown over it, so it can be stored under this place for good.
package struct MerkleNode: Hashable, Sendable {
    package let level: Int
    package let index: UInt64

    package init(level: Int, index: UInt64) {
        self.level = level
        self.index = index
    }
}
