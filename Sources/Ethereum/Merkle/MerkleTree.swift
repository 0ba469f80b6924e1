/// A tree whose subtrees are all held in memory, for one interval or a tenant whose hashes fit.
package struct MerkleTree: Sendable {
    // By level, the hash of each complete subtree.
    private var levels: [[Bytes32]] = [[]]

    package init() {}

    package init(leafHashes: some Collection<Bytes32>) {
        levels[0].reserveCapacity(leafHashes.count)
        for hash in leafHashes { append(hash) }
    }

    /// Leaves so far.
    package var size: UInt64 { UInt64(levels[0].count) }

    /// Appends a leaf by its hash.
    package mutating func append(_ leafHash: Bytes32) {
        var hash = leafHash
        var level = 0
        while true {
            let index = levels[level].count
            levels[level].append(hash)
            guard index & 1 == 1 else { return }
            hash = MerkleHash.node(levels[level][index - 1], hash)
            level += 1
            if level == levels.count { levels.append([]) }
        }
    }

    /// The root over all leaves.
    package var root: Bytes32 {
        get throws { try root(at: size) }
    }

    /// The root as it was at an earlier size.
    package func root(at size: UInt64) throws -> Bytes32 {
        guard size <= self.size else { throw EthereumFault(.treeRange, "the tree has \(self.size) leaves, not \(size)") }
        var hashes: [Bytes32] = []
        var start: UInt64 = 0
        for level in (0..<levels.count).reversed() where size >> UInt64(level) & 1 == 1 {
            hashes.append(levels[level][Int(start >> UInt64(level))])
            start += 1 << UInt64(level)
        }
        return MerkleFrontier.folded(hashes)
    }

    /// That a leaf stands at `index` in the tree as it was at `size`, or is now.
    package func inclusion(of index: UInt64, at size: UInt64? = nil) throws -> InclusionProof {
        let size = try checked(size)
        return InclusionProof(index: index, size: size, path: try MerklePlan.inclusion(of: index, in: size).path(hash))
    }

    /// That the tree at `size`, or now, begins with the tree at `old`.
    package func consistency(from old: UInt64, to size: UInt64? = nil) throws -> ConsistencyProof {
        let size = try checked(size)
        return ConsistencyProof(oldSize: old, size: size, path: try MerklePlan.consistency(from: old, to: size).path(hash))
    }

    private func checked(_ size: UInt64?) throws -> UInt64 {
        guard let size else { return self.size }
        guard size <= self.size else { throw EthereumFault(.treeRange, "the tree has \(self.size) leaves, not \(size)") }
        return size
    }

    private func hash(_ node: MerkleNode) -> Bytes32 { levels[node.level][Int(node.index)] }
}
