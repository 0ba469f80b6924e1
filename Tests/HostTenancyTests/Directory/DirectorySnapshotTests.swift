import HostData
import Testing

@testable import HostTenancy

@Suite("The directory's snapshot")
struct DirectorySnapshotTests {
    private func tenant(_ id: String, _ key: TenantKey, _ kind: TenantKind, parent: String? = nil, isEnabled: Bool = true) -> Tenant {
        Tenant(id: id, key: key, kind: kind, name: id, parentId: parent, slots: 2, isEnabled: isEnabled)
    }

    private var tenants: [Tenant] {
        [
            tenant("beta", TenantKey(provider: 1, client: 2), .client, parent: "north"), tenant("north", TenantKey(provider: 1), .provider),
            tenant("alpha", TenantKey(provider: 1, client: 1), .client, parent: "north"), tenant("operator", .operator, .operator),
            tenant("south", TenantKey(provider: 2), .provider),
        ]
    }

    @Test("orders a provider before its clients; a provider sees them and nobody else's")
    func sight() throws {
        let snapshot = DirectorySnapshot(generation: 1, tenants: tenants, instances: [])
        #expect(snapshot.tenants.map(\.id) == ["operator", "north", "alpha", "beta", "south"])
        let north = try #require(snapshot.tenant(id: "north"))
        #expect(snapshot.tenants.filter(north.sees).map(\.id) == ["north", "alpha", "beta"])
        #expect(snapshot.clients(of: north).map(\.id) == ["alpha", "beta"])
        let alpha = try #require(snapshot.tenant(key: TenantKey(provider: 1, client: 1)))
        #expect(snapshot.tenants.filter(alpha.sees) == [alpha])
        #expect(snapshot.tenants.filter(try #require(snapshot.tenant(id: "operator")).sees).map(\.id) == ["operator"])
    }

    @Test("a plugin is served only where tenant and instance are on")
    func served() {
        let instances = [
            PluginInstance(tenantId: "alpha", plugin: "hosting", isEnabled: true),
            PluginInstance(tenantId: "beta", plugin: "hosting", isEnabled: false),
        ]
        let snapshot = DirectorySnapshot(generation: 1, tenants: tenants, instances: instances)
        #expect(snapshot.isServed(tenant: "alpha", plugin: "hosting") && !snapshot.isServed(tenant: "beta", plugin: "hosting"))
        #expect(!snapshot.isServed(tenant: "alpha", plugin: "crm") && !snapshot.isServed(tenant: "nobody", plugin: "hosting"))
        let off =
            tenants.filter { $0.id != "alpha" } + [
                tenant("alpha", TenantKey(provider: 1, client: 1), .client, parent: "north", isEnabled: false)
            ]
        #expect(!DirectorySnapshot(generation: 1, tenants: off, instances: instances).isServed(tenant: "alpha", plugin: "hosting"))
    }

    @Test("a change names exactly what differs")
    func change() {
        let old = DirectorySnapshot(
            generation: 1, tenants: tenants,
            instances: [
                PluginInstance(tenantId: "alpha", plugin: "hosting", isEnabled: true),
                PluginInstance(tenantId: "beta", plugin: "crm", isEnabled: true),
            ])
        let new = DirectorySnapshot(
            generation: 2, tenants: tenants.filter { $0.id != "south" },
            instances: [
                PluginInstance(tenantId: "alpha", plugin: "hosting", isEnabled: false, version: 2),
                PluginInstance(tenantId: "alpha", plugin: "crm", isEnabled: true),
            ])
        let change = DirectoryChange(from: old, to: new)
        #expect(change.tenants.map { $0.before?.id } == ["south"] && change.tenants[0].after == nil)
        #expect(change.instances.map { $0.after?.plugin } == ["crm", "hosting", nil])
        #expect(change.instances[1].before?.isEnabled == true && change.instances[2].before?.tenantId == "beta")
        #expect(DirectoryChange(from: new, to: new).isEmpty)
    }
}
