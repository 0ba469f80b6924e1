package import HostTenancy

/// What the operator's tenants.yaml says of a plugin on this host.
package struct PluginPolicy: Sendable, Hashable {
    /// Limits in place of the manifest's, by name.
    package let quotas: [String: Int]
    /// What it may use of what it asks for; nil for all that was consented to.
    package let grants: GrantRestriction?

    package init(quotas: [String: Int] = [:], grants: GrantRestriction? = nil) {
        self.quotas = quotas
        self.grants = grants
    }
}
