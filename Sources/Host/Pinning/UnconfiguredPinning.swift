package import Ethereum
package import HostData

/// The pinning of a host that the operator named no provider: says so, and takes nothing. What was pinned before is still told of, and taken
/// back once there is a provider again.
package struct UnconfiguredPinning: EvidencePinning {
    /// What the operator has to set, for the message.
    package static let expected = "one of PINATA_JWT, KUBO_RPC and PINNING_FOLDER"

    private let store: PinStore?

    /// - Parameter store: Nil where nothing was ever pinned.
    package init(_ store: PinStore? = nil) { self.store = store }

    /// Refuses.
    package func pin(tenant: TenantKey, key: String, content: [UInt8]) async throws(PinRefusal) -> CID {
        throw PinRefusal(.notConfigured, "this host pins nothing: the operator has to set \(Self.expected)")
    }

    /// Reads where it was pinned before.
    package func report(tenant: TenantKey, key: String) async throws(PinRefusal) -> PinReport? {
        try await store?.report(tenant: tenant, key: key)
    }

    /// Deletes the bytes here.
    package func unpin(tenant: TenantKey, key: String) async throws(PinRefusal) { try await store?.unpin(tenant: tenant, key: key) }
}
