package import Ethereum
package import HostData

/// What the host does for evidence that is to outlive it: takes bytes that tell nothing to who lacks their key, and keeps them pinned at
/// every provider that the operator named, until they are not wanted any more.
///
/// Thread: any, for every function; none blocks.
package protocol EvidencePinning: Sendable {
    /// Stores bytes under a key of the caller's choice, to be pinned. The same key and bytes may come any number of times.
    ///
    /// Once it returns, the bytes are stored and no end of the host loses them. What is published on IPFS cannot be taken back: the caller
    /// encrypts first.
    /// - Parameter key: Of these bytes among the tenant's: 1 to 200 bytes.
    /// - Returns: Their content identifier, of version 1, computed here.
    /// - Throws: ``PinRefusal``.
    func pin(tenant: TenantKey, key: String, content: [UInt8]) async throws(PinRefusal) -> CID

    /// Where the bytes of a key are; nil where the tenant has none under it.
    /// - Throws: ``PinRefusal``.
    func report(tenant: TenantKey, key: String) async throws(PinRefusal) -> PinReport?

    /// Deletes the bytes here and has them unpinned everywhere. A key that is not there is fine; one that was taken back stays so.
    /// - Throws: ``PinRefusal``.
    func unpin(tenant: TenantKey, key: String) async throws(PinRefusal)
}
