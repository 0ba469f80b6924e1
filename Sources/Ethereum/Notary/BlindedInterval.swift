/// An interval as whoever anchors it sees it: leaves that tell nothing, padded to a power of two and sorted by value, under one root.
package struct BlindedInterval: Sendable {
    /// Leaves at least, so that few tenants do not show as few.
    package static let minimumSize = 8
    /// Leaves at most: twice as many would make a manifest beyond one block of IPFS.
    package static let maximumSize = 8192

    /// The tree's leaf hashes in their order.
    package let leaves: [Bytes32]
    package let manifest: NotaryManifest
    package let anchor: Anchor
    private let tree: MerkleTree
    private let indices: [Bytes32: UInt64]

    /// With pads of the system's random numbers.
    /// - Parameters:
    ///   - leaves: Leaf hashes (``TenantState/leafHash``), each once.
    ///   - stream: The stream of the contract that the root goes into.
    ///   - previousLink: The stream's head; 32 zero bytes for the first interval.
    ///   - sequence: 1 for the first interval.
    ///   - isPublished: Whether anybody can find the manifest; where nobody can, its SHA-256 does not go on the chain.
    package init(leaves: [Bytes32], stream: Bytes32, previousLink: Bytes32, sequence: UInt64, isPublished: Bool = true) throws {
        var system = SystemRandomNumberGenerator()
        let pads = try Self.pads(forLeaves: leaves.count, using: &system)
        try self.init(
            leaves: leaves, pads: pads, stream: stream, previousLink: previousLink, sequence: sequence, isPublished: isPublished)
    }

    init(
        leaves: [Bytes32], pads: [Bytes32], stream: Bytes32, previousLink: Bytes32, sequence: UInt64, isPublished: Bool = true
    ) throws {
        guard sequence > 0, (sequence == 1) == (previousLink == .zero) else {
            throw EthereumFault(
                .intervalInvalid, "interval \(sequence) after the link \(previousLink): the first is 1 and has no link before it")
        }
        let leaves = (leaves + pads).sorted()
        let size = UInt64(leaves.count)
        var indices: [Bytes32: UInt64] = [:]
        for (index, leaf) in leaves.enumerated() where indices.updateValue(UInt64(index), forKey: leaf) != nil {
            throw EthereumFault(.intervalInvalid, "two leaves of the interval are equal: a salt or a pad was used twice")
        }
        self.leaves = leaves
        self.indices = indices
        tree = MerkleTree(leafHashes: leaves)
        let root = try tree.root
        manifest = NotaryManifest(leaves: leaves, previousLink: previousLink, root: root, sequence: sequence)
        anchor = Anchor(
            stream: stream, previousLink: previousLink, root: root, size: UInt256(size), manifest: isPublished ? manifest.digest : .zero)
        try anchor.validate()
    }

    /// The place of a leaf and its path to the root; nil if it is not in the interval.
    package func inclusion(of leaf: Bytes32) throws -> InclusionProof? { try indices[leaf].map { try tree.inclusion(of: $0) } }

    /// Leaves of the tree for so many that are no pads.
    package static func size(forLeaves count: Int) throws -> Int {
        guard count > 0, count <= maximumSize else {
            throw EthereumFault(
                .intervalInvalid, "an interval has 1 to \(maximumSize) tenants, found \(count): spread more of them over several intervals")
        }
        return max(minimumSize, 1 << (Int.bitWidth - (count - 1).leadingZeroBitCount))
    }

    static func pads(forLeaves count: Int, using generator: inout some RandomNumberGenerator) throws -> [Bytes32] {
        try (count..<size(forLeaves: count)).map { _ in Bytes32.random(using: &generator) }
    }
}
