/// A tenant's cumulative tree as it is notarized in one interval.
package struct TenantState: Hashable, Sendable {
    package let tenant: String
    /// Records in the tree.
    package let size: UInt64
    package let root: Bytes32
    /// Random, of this tenant in this interval alone.
    package let salt: Bytes32

    package init(tenant: String, size: UInt64, root: Bytes32, salt: Bytes32 = .random()) {
        self.tenant = tenant
        self.size = size
        self.root = root
        self.salt = salt
    }

    /// What goes into the interval's tree.
    package var leafHash: Bytes32 { MerkleHash.leaf(NotaryDigests.tenant(tenant, size: size, root: root, salt: salt)) }
}
