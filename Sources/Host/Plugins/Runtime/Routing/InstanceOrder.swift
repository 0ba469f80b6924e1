import HostData
import HostTenancy

/// What an instance is made from. Another one means another instance.
struct InstanceOrder: Sendable, Hashable {
    let tenant: TenantContext
    let kind: String
    let plugin: String
    let settingsJSON: String
    let networks: [String]
    let isolation: IsolationMode?

    /// The instances that should run, in the order of tenants, then plugins. Pure.
    ///
    /// - Parameter loaded: The plugins that this host can run.
    static func wanted(by snapshot: DirectorySnapshot, loaded: Set<String>) -> [RouteTable.Place: InstanceOrder] {
        var orders: [RouteTable.Place: InstanceOrder] = [:]
        for instance in snapshot.allInstances where loaded.contains(instance.plugin) {
            guard snapshot.isServed(tenant: instance.tenantId, plugin: instance.plugin),
                let tenant = snapshot.tenant(id: instance.tenantId),
                tenant.kind != .operator
            else { continue }
            orders[RouteTable.Place(tenantKey: tenant.key.rawValue, plugin: instance.plugin)] = InstanceOrder(
                tenant: tenant.context, kind: tenant.kind.rawValue, plugin: instance.plugin, settingsJSON: instance.settingsJSON,
                networks: instance.networks.map(\.description), isolation: instance.isolation)
        }
        return orders
    }
}
