/// All tenants that changed in one interval, under one root: blinded, padded to a power of two and sorted by value, so that neither their
/// number nor their order shows.
package struct NotaryInterval: Sendable {
    private let interval: BlindedInterval
    private let places: [String: TenantState]

    /// The tree's leaf hashes in their order.
    package var leaves: [Bytes32] { interval.leaves }
    /// What is published of it.
    package var manifest: NotaryManifest { interval.manifest }
    /// What goes into the contract.
    package var anchor: Anchor { interval.anchor }

    /// - Parameter tenants: Each once, with a tree that has records.
    /// - Parameter stream: The stream of the contract that the root goes into.
    /// - Parameter previousLink: The stream's head; 32 zero bytes for the first interval.
    /// - Parameter sequence: 1 for the first interval.
    package init(
        tenants: [TenantState], stream: Bytes32, previousLink: Bytes32, sequence: UInt64, using generator: inout some RandomNumberGenerator
    ) throws {
        let pads = try BlindedInterval.pads(forLeaves: tenants.count, using: &generator)
        try self.init(tenants: tenants, pads: pads, stream: stream, previousLink: previousLink, sequence: sequence)
    }

    /// With the system's random numbers.
    package init(tenants: [TenantState], stream: Bytes32, previousLink: Bytes32, sequence: UInt64) throws {
        var system = SystemRandomNumberGenerator()
        try self.init(tenants: tenants, stream: stream, previousLink: previousLink, sequence: sequence, using: &system)
    }

    init(tenants: [TenantState], pads: [Bytes32], stream: Bytes32, previousLink: Bytes32, sequence: UInt64) throws {
        var hashes: [String: (state: TenantState, leaf: Bytes32)] = [:]
        for state in tenants {
            guard state.size > 0 else {
                throw EthereumFault(.intervalInvalid, "tenant \(state.tenant) has no records: leave it out of the interval")
            }
            guard hashes.updateValue((state, state.leafHash), forKey: state.tenant) == nil else {
                throw EthereumFault(.intervalInvalid, "tenant \(state.tenant) is in the interval twice")
            }
        }
        interval = try BlindedInterval(
            leaves: hashes.values.map(\.leaf), pads: pads, stream: stream, previousLink: previousLink, sequence: sequence)
        places = hashes.mapValues(\.state)
    }

    /// What a tenant keeps; nil if it is not in the interval.
    package func receipt(of tenant: String) throws -> TenantReceipt? {
        guard let state = places[tenant], let proof = try interval.inclusion(of: state.leafHash) else { return nil }
        return TenantReceipt(state: state, inInterval: proof)
    }
}
