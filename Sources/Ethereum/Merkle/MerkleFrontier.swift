/// A growing tree of RFC 6962 by its complete subtrees alone, at most 64 hashes whatever its size: enough to append and to know the root.
package struct MerkleFrontier: Hashable, Sendable {
    /// Leaves so far.
    package private(set) var size: UInt64
    /// The hashes of the complete subtrees, the largest and leftmost first: one for each bit of the size.
    package private(set) var peaks: [Bytes32]

    /// A tree without leaves.
    package init() {
        size = 0
        peaks = []
    }

    /// A tree as it was stored.
    package init(size: UInt64, peaks: [Bytes32]) throws {
        guard peaks.count == size.nonzeroBitCount else {
            throw EthereumFault(.treeRange, "a tree of \(size) leaves has \(size.nonzeroBitCount) complete subtrees, found \(peaks.count)")
        }
        self.size = size
        self.peaks = peaks
    }

    /// Appends a leaf by its hash.
    package mutating func append(_ leafHash: Bytes32) { append(leafHash) { _, _ in } }

    /// Appends a leaf by its hash; `completed` gets every subtree that this completes, itself first, to be stored for proofs.
    package mutating func append(_ leafHash: Bytes32, completed: (MerkleNode, Bytes32) throws -> Void) rethrows {
        var hash = leafHash
        var node = MerkleNode(level: 0, index: size)
        try completed(node, hash)
        while node.index & 1 == 1 {
            hash = MerkleHash.node(peaks.removeLast(), hash)
            node = MerkleNode(level: node.level + 1, index: node.index >> 1)
            try completed(node, hash)
        }
        peaks.append(hash)
        size += 1
    }

    /// The root over all leaves so far.
    package var root: Bytes32 { Self.folded(peaks) }

    /// The hash over neighbouring complete subtrees that grow smaller to the right.
    static func folded(_ hashes: [Bytes32]) -> Bytes32 {
        guard var hash = hashes.last else { return MerkleHash.empty }
        for left in hashes.dropLast().reversed() { hash = MerkleHash.node(left, hash) }
        return hash
    }
}
