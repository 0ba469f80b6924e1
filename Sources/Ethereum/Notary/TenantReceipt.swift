/// What a tenant keeps of an interval, and nobody else is given: its state with the salt, and its place among the leaves. All its records
/// up to the state's size are proven by it, so it is stored once an interval, not once a record.
package struct TenantReceipt: Hashable, Sendable {
    package let state: TenantState
    package let inInterval: InclusionProof

    package init(state: TenantState, inInterval: InclusionProof) {
        self.state = state
        self.inInterval = inInterval
    }
}
