/// Which stored subtrees a proof is made of, before any of them is fetched: a few dozen, whatever the size of the tree.
package struct MerklePlan: Hashable, Sendable {
    /// For each hash of the path, the complete subtrees it is folded from; one, except at the tree's ragged right edge.
    package let steps: [[MerkleNode]]

    /// All that has to be fetched.
    package var nodes: [MerkleNode] { steps.flatMap { $0 } }

    /// The path of a leaf, bottom up, in the tree as it was at `size`.
    package static func inclusion(of index: UInt64, in size: UInt64) throws -> MerklePlan {
        guard index < size else { throw EthereumFault(.treeRange, "a tree of \(size) leaves has no leaf \(index)") }
        var steps: [[MerkleNode]] = []
        var start: UInt64 = 0
        var count = size
        while count > 1 {
            let half = split(count)
            if index - start < half {
                steps.append(complete(start + half, count - half))
                count = half
            } else {
                steps.append(complete(start, half))
                start += half
                count -= half
            }
        }
        return MerklePlan(steps: steps.reversed())
    }

    /// What shows that the tree at `size` begins with the tree at `old`.
    package static func consistency(from old: UInt64, to size: UInt64) throws -> MerklePlan {
        guard old > 0, old <= size else {
            throw EthereumFault(.treeRange, "a tree of \(size) leaves can be compared with its own sizes 1 to \(size), not with \(old)")
        }
        var steps: [[MerkleNode]] = []
        var start: UInt64 = 0
        var count = size
        var known = true
        while old - start < count {
            let half = split(count)
            if old - start <= half {
                steps.append(complete(start + half, count - half))
                count = half
            } else {
                steps.append(complete(start, half))
                start += half
                count -= half
                known = false
            }
        }
        // The old root itself is known to whoever checks, so it is left out where it is a whole subtree of the new tree.
        if !known { steps.append(complete(start, count)) }
        return MerklePlan(steps: steps.reversed())
    }

    /// The root of the tree as it was at `size`, as a path of one hash.
    package static func root(at size: UInt64) -> MerklePlan { MerklePlan(steps: [complete(0, size)]) }

    /// The path, once `hash` tells the hash of each subtree.
    package func path(_ hash: (MerkleNode) throws -> Bytes32) rethrows -> [Bytes32] {
        try steps.map { MerkleFrontier.folded(try $0.map(hash)) }
    }

    /// The largest power of two below `count`.
    private static func split(_ count: UInt64) -> UInt64 { 1 << UInt64(63 - (count - 1).leadingZeroBitCount) }

    /// The complete subtrees that cover `count` leaves from `start` on, which is a multiple of the largest of them.
    private static func complete(_ start: UInt64, _ count: UInt64) -> [MerkleNode] {
        var nodes: [MerkleNode] = []
        var start = start
        for level in (0..<64).reversed() where count >> UInt64(level) & 1 == 1 {
            nodes.append(MerkleNode(level: level, index: start >> UInt64(level)))
            start += 1 << UInt64(level)
        }
        return nodes
    }
}
