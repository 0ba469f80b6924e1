import HostData
import HostTenancy

/// What an instance is made from. Another one means another instance.
struct InstanceOrder: Sendable, Hashable {
    let tenant: TenantContext
    let kind: String
    let plugin: String
    /// The digest of the version that it runs.
    var version: String
    let settingsJSON: String
    let networks: [String]
    /// Nil: as the plugin's entry says.
    var isolation: IsolationMode?
    /// What it may use, and what it waits for.
    var grants = GrantDecision.nothing
    /// Its version's tables are not there yet: how the plugin stands meanwhile.
    var held: String?
    /// Required secrets that are not set.
    var missingSecrets: [String] = []

    /// Why no instance may be made yet, as far as consent goes; nil if it may.
    var waiting: String? {
        guard let held else { return grants.waiting }
        return grants.waiting.map { "\($0); \(held)" } ?? "is held back: \(held)"
    }

    /// Whether people have to give something before an instance can be made.
    var isWaiting: Bool { waiting != nil || !missingSecrets.isEmpty }

    /// The instances that should run, in the order of tenants, then plugins. Pure.
    ///
    /// - Parameter versions: The plugins that this host can run.
    static func wanted(by snapshot: DirectorySnapshot, _ versions: [String: LoadedVersions]) -> [RouteTable.Place: InstanceOrder] {
        var orders: [RouteTable.Place: InstanceOrder] = [:]
        for instance in snapshot.allInstances {
            guard let versions = versions[instance.plugin],
                snapshot.isServed(tenant: instance.tenantId, plugin: instance.plugin),
                let tenant = snapshot.tenant(id: instance.tenantId),
                tenant.kind != .operator
            else { continue }
            orders[RouteTable.Place(tenantKey: tenant.key.rawValue, plugin: instance.plugin)] = InstanceOrder(
                tenant: tenant.context, kind: tenant.kind.rawValue, plugin: instance.plugin,
                version: versions.digest(wanted: versions.choice.digest(for: tenant)), settingsJSON: instance.settingsJSON,
                networks: instance.networks.map(\.description), isolation: instance.isolation)
        }
        return orders
    }
}
