package import Ethereum
package import HostData

/// What the host does for a tenant's notary: takes one blinded leaf, has it anchored with those of all tenants in one transaction, and tells
/// where it stands. Keys, nodes and transactions stay in the host's process; a plugin keeps its ledger, its records and its salts.
///
/// Thread: any, for every function; none blocks.
package protocol NotaryAnchoring: Sendable {
    /// Puts a tenant's leaf into the next interval, under a key of the caller's choice.
    ///
    /// The same key and leaf may come any number of times and are anchored once. Once it returns, the leaf is stored and no end of the host
    /// loses it.
    /// - Parameters:
    ///   - key: Of this leaf among the tenant's: 1 to 200 bytes.
    ///   - leaf: A hash of the interval's tree (``TenantState/leafHash``), blinded by the caller.
    /// - Throws: ``NotaryRefusal``.
    func submit(tenant: TenantKey, key: String, leaf: Bytes32) async throws(NotaryRefusal) -> NotaryAcceptance

    /// How far a leaf has come; nil where the tenant has submitted none under this key.
    ///
    /// - Throws: ``NotaryRefusal``.
    func receipt(tenant: TenantKey, key: String) async throws(NotaryRefusal) -> NotaryReceipt?
}

/// What became of a submitted leaf.
package enum NotaryAcceptance: String, Sendable, Hashable {
    /// It is stored now and goes into the next interval.
    case accepted
    /// It was stored before under this key; ``NotaryAnchoring/receipt(tenant:key:)`` tells how far it has come.
    case pending
}
