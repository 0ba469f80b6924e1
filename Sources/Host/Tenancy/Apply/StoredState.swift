import HostData

/// What the database holds, as far as a file can ask for it.
struct StoredState: Sendable, Hashable {
    struct Tenant: Sendable, Hashable {
        var id: String
        var key: TenantKey
        var kind: TenantKind
        var parent: String?
        var name: String
        var slots: Int
        /// The tenant's own switch, whatever its provider's.
        var isEnabled: Bool
        /// By plugin.
        var instances: [String: DesiredInstance] = [:]
    }

    struct Person: Sendable, Hashable {
        var tenant: String
        var member: DesiredMember
        var isEnabled: Bool
    }

    /// By id.
    var tenants: [String: Tenant] = [:]
    /// By address.
    var members: [String: Person] = [:]
}
