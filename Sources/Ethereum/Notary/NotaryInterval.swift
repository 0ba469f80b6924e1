/// All tenants that changed in one interval, under one root: blinded, padded to a power of two and sorted by value, so that neither their
/// number nor their order shows.
package struct NotaryInterval: Sendable {
    /// Leaves at least, so that few tenants do not show as few.
    package static let minimumSize = 8
    /// Leaves at most: twice as many would make a manifest beyond one block of IPFS.
    package static let maximumSize = 8192

    /// The tree's leaf hashes in their order.
    package let leaves: [Bytes32]
    package let manifest: NotaryManifest
    package let anchor: Anchor
    private let tree: MerkleTree
    private let places: [String: (state: TenantState, index: UInt64)]

    /// - Parameter tenants: Each once, with a tree that has records.
    /// - Parameter stream: The stream of the contract that the root goes into.
    /// - Parameter previousLink: The stream's head; 32 zero bytes for the first interval.
    /// - Parameter sequence: 1 for the first interval.
    package init(
        tenants: [TenantState], stream: Bytes32, previousLink: Bytes32, sequence: UInt64, using generator: inout some RandomNumberGenerator
    ) throws {
        let size = try Self.size(forTenants: tenants.count)
        let pads = (tenants.count..<size).map { _ in Bytes32.random(using: &generator) }
        try self.init(tenants: tenants, pads: pads, stream: stream, previousLink: previousLink, sequence: sequence)
    }

    /// With the system's random numbers.
    package init(tenants: [TenantState], stream: Bytes32, previousLink: Bytes32, sequence: UInt64) throws {
        var system = SystemRandomNumberGenerator()
        try self.init(tenants: tenants, stream: stream, previousLink: previousLink, sequence: sequence, using: &system)
    }

    init(tenants: [TenantState], pads: [Bytes32], stream: Bytes32, previousLink: Bytes32, sequence: UInt64) throws {
        guard sequence > 0, (sequence == 1) == (previousLink == .zero) else {
            throw EthereumFault(
                .intervalInvalid, "interval \(sequence) after the link \(previousLink): the first is 1 and has no link before it")
        }
        var hashes: [String: (state: TenantState, leaf: Bytes32)] = [:]
        for state in tenants {
            guard state.size > 0 else {
                throw EthereumFault(.intervalInvalid, "tenant \(state.tenant) has no records: leave it out of the interval")
            }
            guard hashes.updateValue((state, state.leafHash), forKey: state.tenant) == nil else {
                throw EthereumFault(.intervalInvalid, "tenant \(state.tenant) is in the interval twice")
            }
        }
        let leaves = (hashes.values.map(\.leaf) + pads).sorted()
        let size = UInt64(leaves.count)
        var indices: [Bytes32: UInt64] = [:]
        for (index, leaf) in leaves.enumerated() where indices.updateValue(UInt64(index), forKey: leaf) != nil {
            throw EthereumFault(.intervalInvalid, "two leaves of the interval are equal: a salt or a pad was used twice")
        }
        self.leaves = leaves
        places = hashes.mapValues { ($0.state, indices[$0.leaf]!) }
        tree = MerkleTree(leafHashes: leaves)
        let root = try tree.root
        manifest = NotaryManifest(leaves: leaves, previousLink: previousLink, root: root, sequence: sequence)
        anchor = Anchor(stream: stream, previousLink: previousLink, root: root, size: UInt256(size), manifest: manifest.digest)
        try anchor.validate()
    }

    /// What a tenant keeps; nil if it is not in the interval.
    package func receipt(of tenant: String) throws -> TenantReceipt? {
        try places[tenant].map { TenantReceipt(state: $0.state, inInterval: try tree.inclusion(of: $0.index)) }
    }

    /// Leaves of the tree for so many tenants.
    package static func size(forTenants count: Int) throws -> Int {
        guard count > 0, count <= maximumSize else {
            throw EthereumFault(
                .intervalInvalid, "an interval has 1 to \(maximumSize) tenants, found \(count): spread more of them over several intervals")
        }
        return max(minimumSize, 1 << (Int.bitWidth - (count - 1).leadingZeroBitCount))
    }
}
