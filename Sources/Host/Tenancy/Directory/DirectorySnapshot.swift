package import HostData

/// All tenants and instances at one moment. Immutable; take it once per request and keep it to the end.
package struct DirectorySnapshot: Sendable {
    /// Counts changes in the database; 0 before the first load.
    package let generation: Int64
    /// Ordered by key: the operator, then each provider followed by its clients.
    package let tenants: [Tenant]

    private let byId: [String: Int]
    private let byKey: [TenantKey: Int]
    private let instances: [String: [String: PluginInstance]]
    private let consentsByPlugin: [String: [GrantConsent]]
    /// Which secrets are set, never what they are.
    package let secrets: Set<SecretPlace>

    package static let empty = DirectorySnapshot(generation: 0, tenants: [], instances: [])

    package init(
        generation: Int64, tenants: [Tenant], instances: [PluginInstance], consents: [GrantConsent] = [], secrets: Set<SecretPlace> = []
    ) {
        self.generation = generation
        self.secrets = secrets
        self.tenants = tenants.sorted { $0.key < $1.key }
        var byId: [String: Int] = [:]
        var byKey: [TenantKey: Int] = [:]
        for (index, tenant) in self.tenants.enumerated() {
            byId[tenant.id] = index
            byKey[tenant.key] = index
        }
        self.byId = byId
        self.byKey = byKey
        self.instances = instances.reduce(into: [:]) { $0[$1.tenantId, default: [:]][$1.plugin] = $1 }
        consentsByPlugin = Dictionary(grouping: consents, by: \.plugin)
    }

    /// The tenant with this id, whether enabled or not.
    package func tenant(id: String) -> Tenant? { byId[id].map { tenants[$0] } }

    /// The tenant with this key, whether enabled or not.
    package func tenant(key: TenantKey) -> Tenant? { byKey[key].map { tenants[$0] } }

    /// The clients of a provider, ordered by key.
    package func clients(of provider: Tenant) -> [Tenant] { tenants.filter { $0.parentId == provider.id } }

    /// The instance of a plugin for a tenant, whether on or off; nil if it was never configured.
    package func instance(tenant: String, plugin: String) -> PluginInstance? { instances[tenant]?[plugin] }

    /// All instances of one tenant, ordered by plugin.
    package func instances(tenant: String) -> [PluginInstance] {
        (instances[tenant] ?? [:]).values.sorted { $0.plugin < $1.plugin }
    }

    /// What the operator consented to for a plugin, the newest last.
    package func consents(plugin: String) -> [GrantConsent] { consentsByPlugin[plugin] ?? [] }

    /// Whether both hold the same consents.
    func hasConsents(of other: DirectorySnapshot) -> Bool { consentsByPlugin == other.consentsByPlugin }

    /// Whether requests and jobs of a plugin are served for a tenant: both are switched on.
    package func isServed(tenant: String, plugin: String) -> Bool {
        self.tenant(id: tenant)?.isEnabled == true && instance(tenant: tenant, plugin: plugin)?.isEnabled == true
    }

    /// All instances, ordered by tenant key, then plugin.
    package var allInstances: [PluginInstance] { tenants.flatMap { instances(tenant: $0.id) } }
}
