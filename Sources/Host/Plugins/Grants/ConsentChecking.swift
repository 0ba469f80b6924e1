/// Says whether a version of a plugin may be put into service as far as its grants go.
package protocol ConsentChecking: Sendable {
    /// What the operator has consented to of what this version asks for, as known in this process now. Any thread; never blocks.
    func grantDecision(for manifest: Manifest) -> GrantDecision
}
