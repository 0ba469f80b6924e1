/// That a leaf stands at a place of a tree (RFC 9162, 2.1.3).
package struct InclusionProof: Hashable, Sendable {
    package let index: UInt64
    package let size: UInt64
    /// Sibling hashes, bottom up.
    package let path: [Bytes32]

    package init(index: UInt64, size: UInt64, path: [Bytes32]) {
        self.index = index
        self.size = size
        self.path = path
    }

    /// The root of a tree with this leaf; throws if the path is too short, too long, or the place is outside the tree.
    package func root(leafHash: Bytes32) throws -> Bytes32 {
        guard index < size else { throw EthereumFault(.treeRange, "a tree of \(size) leaves has no leaf \(index)") }
        var place = index
        var last = size - 1
        var hash = leafHash
        for sibling in path {
            guard last > 0 else {
                throw EthereumFault(.treeInconsistent, "the path has \(path.count) hashes, more than leaf \(index) of \(size) has siblings")
            }
            if place & 1 == 1 || place == last {
                hash = MerkleHash.node(sibling, hash)
                while place & 1 == 0, place != 0 {
                    place >>= 1
                    last >>= 1
                }
            } else {
                hash = MerkleHash.node(hash, sibling)
            }
            place >>= 1
            last >>= 1
        }
        guard last == 0 else {
            throw EthereumFault(.treeInconsistent, "the path has \(path.count) hashes, fewer than leaf \(index) of \(size) has siblings")
        }
        return hash
    }

    /// Throws unless the leaf is under `root`.
    package func verify(leafHash: Bytes32, root: Bytes32) throws {
        let found = try self.root(leafHash: leafHash)
        guard found == root else { throw EthereumFault(.treeInconsistent, "the path leads to the root \(found), expected \(root)") }
    }
}
