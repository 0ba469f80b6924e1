/// A tenant's records as one growing tree, by the little that is kept to go on: appending needs nothing stored before, and proving only
/// the few subtrees that a plan names.
package struct TenantLedger: Hashable, Sendable {
    package let tenant: String
    package private(set) var tree: MerkleFrontier

    /// - Parameter tree: As it was stored; an empty one for a tenant without records.
    package init(tenant: String, tree: MerkleFrontier = MerkleFrontier()) {
        self.tenant = tenant
        self.tree = tree
    }

    /// Appends a record; returns its place. `store` gets the hash of each subtree that this completes, for good.
    package mutating func append(_ record: NotaryRecord, store: (MerkleNode, Bytes32) throws -> Void) throws -> UInt64 {
        guard record.tenant == tenant else {
            throw EthereumFault(.intervalInvalid, "a record of \(record.tenant) does not belong into the tree of \(tenant)")
        }
        let place = tree.size
        try tree.append(record.leafHash, completed: store)
        return place
    }

    /// What the next interval notarizes, under a salt of its own.
    package func state(salt: Bytes32 = .random()) -> TenantState {
        TenantState(tenant: tenant, size: tree.size, root: tree.root, salt: salt)
    }
}
