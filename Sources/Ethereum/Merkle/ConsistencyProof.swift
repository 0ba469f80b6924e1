/// That a tree begins with all leaves of an older one in their places: nothing was taken away or changed (RFC 9162, 2.1.4).
package struct ConsistencyProof: Hashable, Sendable {
    package let oldSize: UInt64
    package let size: UInt64
    package let path: [Bytes32]

    package init(oldSize: UInt64, size: UInt64, path: [Bytes32]) {
        self.oldSize = oldSize
        self.size = size
        self.path = path
    }

    /// Throws unless the tree with `root` begins with the one with `oldRoot`.
    package func verify(oldRoot: Bytes32, root: Bytes32) throws {
        guard oldSize > 0, oldSize <= size else {
            throw EthereumFault(.treeRange, "a tree of \(size) leaves can be compared with its own sizes 1 to \(size), not with \(oldSize)")
        }
        guard oldSize < size else {
            guard path.isEmpty, oldRoot == root else {
                throw EthereumFault(.treeInconsistent, "two trees of \(size) leaves have different roots")
            }
            return
        }
        // An old tree that is one complete subtree begins the path itself; otherwise the path's first hash does.
        var rest = (oldSize.nonzeroBitCount == 1 ? [oldRoot] : []) + path
        var place = oldSize - 1
        var last = size - 1
        while place & 1 == 1 {
            place >>= 1
            last >>= 1
        }
        guard let first = rest.first else { throw EthereumFault(.treeInconsistent, "the proof has no hashes") }
        rest.removeFirst()
        var old = first
        var new = first
        for hash in rest {
            guard last > 0 else {
                throw EthereumFault(.treeInconsistent, "the proof has more hashes than trees of \(oldSize) and \(size) leaves need")
            }
            if place & 1 == 1 || place == last {
                old = MerkleHash.node(hash, old)
                new = MerkleHash.node(hash, new)
                while place & 1 == 0, place != 0 {
                    place >>= 1
                    last >>= 1
                }
            } else {
                new = MerkleHash.node(new, hash)
            }
            place >>= 1
            last >>= 1
        }
        guard last == 0 else {
            throw EthereumFault(.treeInconsistent, "the proof has fewer hashes than trees of \(oldSize) and \(size) leaves need")
        }
        guard old == oldRoot else { throw EthereumFault(.treeInconsistent, "the proof leads to the old root \(old), expected \(oldRoot)") }
        guard new == root else { throw EthereumFault(.treeInconsistent, "the proof leads to the new root \(new), expected \(root)") }
    }
}
