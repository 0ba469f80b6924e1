import HostData
import HostTenancy

/// The tenants of a scratch database: two clients who have nothing to do with each other, and their providers.
enum ScratchTenant {
    typealias Row = (key: TenantKey, id: String, kind: TenantKind, parent: TenantKey?)

    static let all: [Row] = [
        (TenantKey(provider: 1, client: 0), "north", .provider, nil),
        (TenantKey(provider: 2, client: 0), "south", .provider, nil),
        (TenantKey(provider: 1, client: 1), "alpha", .client, TenantKey(provider: 1, client: 0)),
        (TenantKey(provider: 2, client: 1), "gamma", .client, TenantKey(provider: 2, client: 0)),
    ]

    /// Those who have the plugin, each with a text that only its own rows hold.
    static let served: [(tenant: Tenant, mark: String)] = [("alpha", "alphas-only-7c1e"), ("gamma", "gammas-only-93fd")].map { id, mark in
        let row = all.first { $0.id == id }!
        let parent = all.first { $0.key == row.parent }?.id
        return (Tenant(id: id, key: row.key, kind: row.kind, name: id, parentId: parent, slots: 1, isEnabled: true), mark)
    }
}
