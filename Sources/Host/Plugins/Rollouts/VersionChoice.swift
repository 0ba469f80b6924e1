package import HostTenancy

/// Which version of a plugin a tenant runs. Pure; the same on every host.
package struct VersionChoice: Sendable, Hashable {
    /// A version that goes to a part of the tenants.
    package struct Newer: Sendable, Hashable {
        /// The digest of its bundle.
        package let digest: String
        package let share: RolloutShare
        /// Tells one rollout from the next: each mixes the tenants anew.
        package let rollout: Int64

        package init(digest: String, share: RolloutShare, rollout: Int64) {
            self.digest = digest
            self.share = share
            self.rollout = rollout
        }
    }

    /// The digest of the bundle that everybody else runs.
    package let base: String
    package let newer: Newer?

    package init(base: String, newer: Newer? = nil) {
        self.base = base
        self.newer = newer
    }

    /// The digest that a tenant should run.
    package func digest(for tenant: Tenant) -> String {
        guard let newer, newer.share.includes(tenant, rollout: newer.rollout) else { return base }
        return newer.digest
    }
}
