package import Ethereum
package import HostData

/// The notary of a host that the operator gave no chain and no key: says so, and takes nothing.
package struct UnconfiguredNotary: NotaryAnchoring {
    /// What the operator has to set, for the message.
    package static let expected = "BASE_L2_RPC, NOTARY_CONTRACT and one of NOTARY_KEYSTORE, NOTARY_SIGN_COMMAND and BLOCKCHAIN_PRIVATE_KEY"

    package init() {}

    /// Refuses.
    package func submit(tenant: TenantKey, key: String, leaf: Bytes32) async throws(NotaryRefusal) -> NotaryAcceptance {
        throw Self.refusal
    }

    /// Refuses.
    package func receipt(tenant: TenantKey, key: String) async throws(NotaryRefusal) -> NotaryReceipt? { throw Self.refusal }

    private static var refusal: NotaryRefusal {
        NotaryRefusal(.notConfigured, "this host anchors nothing: the operator has to set \(expected)")
    }
}
