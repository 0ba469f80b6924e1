import EventLoop
import HostData
import HostEgress
import HostTenancy
import Logging
import PostgresClient
import Testing

@testable import HostPlugins

@Suite("What hosts say in the database of the use of quotas", .timeLimit(.minutes(5)))
struct UsageRecordTests {
    @Test("Each host's newest readings of each instance, by tenant; what is old is of a host that is gone")
    func record() async throws {
        let world = try await SchemaWorld.empty()
        let database = try world.database()
        let host = PluginHost(
            database: database, exchanger: DeviceExchanger(loops: try EventLoopGroup(count: 1, name: "test")), events: EventBus(),
            logger: Logger(label: "test"))
        let manifest = try TestPlugin.manifest(calls: "inline", more: "quotas: {rows: 77}")
        await host.load([RunnablePlugin(manifest: manifest, libraryPath: try TestPlugin.library())])
        let tenants = [SchemaWorld.Tenant.alpha, .beta].map {
            HostTenancy.Tenant(
                id: "\($0)", key: TenantKey(rawValue: $0.rawValue), kind: .client, name: "", parentId: "north", slots: 2, isEnabled: true)
        }
        await host.apply(
            DirectorySnapshot(
                generation: 1, tenants: tenants,
                instances: tenants.map { HostTenancy.PluginInstance(tenantId: $0.id, plugin: "test", isEnabled: true) }))
        let record = UsageRecord(database: database)
        func reading(_ entry: UsageRecord.Entry, _ name: String) throws -> JSONValue? {
            try JSONValue.parse(entry.readingsJSON.utf8).arrayValue?.first { $0.objectValue?["name"]?.stringValue == name }
        }
        #expect(try await record.read(tenant: "alpha", plugin: "test").isEmpty)
        try await host.recordUsage(host: "one")
        try await host.recordUsage(host: "two")
        let entries = try await record.read(tenant: "alpha", plugin: "test")
        #expect(entries.map(\.host).sorted() == ["one", "two"] && entries.allSatisfy { (0...60).contains($0.ageSeconds) })
        let rows = try #require(try reading(entries[0], "rows"))
        #expect(
            rows
                == .object([
                    "name": .string("rows"), "limit": .integer(77), "used": .integer(0), "unit": .string("rows"),
                    "window": .string("answer"), "refusals": .integer(0),
                ]))
        for quota in Quota.allCases { #expect(try reading(entries[0], quota.rawValue) != nil, "\(quota.rawValue)") }
        for held in ["held_calls", "held_operations", "held_device_rounds"] { #expect(try reading(entries[0], held) != nil, "\(held)") }
        #expect(try await record.read(tenant: "gamma", plugin: "test").isEmpty)
        #expect(try await record.read(tenant: "alpha", plugin: "other").isEmpty)

        // Written over, not added; and of this tenant alone.
        let alpha = try #require(host.routes.instance(tenantKey: SchemaWorld.Tenant.alpha.rawValue, plugin: "test"))
        alpha.meter[.jobSlots].noteRefusal()
        try await host.recordUsage(host: "one")
        let again = try await record.read(tenant: "alpha", plugin: "test")
        #expect(again.count == 2)
        let own = try #require(again.first { $0.host == "one" })
        let slots = try #require(try reading(own, "job_slots"))
        #expect(slots.objectValue?["refusals"] == .integer(1) && slots.objectValue?["limit"] == .integer(2))
        let others = try await record.read(tenant: "beta", plugin: "test")
        #expect(try reading(others[0], "job_slots")?.objectValue?["refusals"] == .integer(0))

        _ = try await world.host.query(
            "UPDATE app.plugin_usage SET measured_at = now() - interval '2 minutes' WHERE host = $1", .text("two"))
        #expect(try await record.read(tenant: "alpha", plugin: "test").map(\.host) == ["one"])
        _ = try await world.host.query(
            "UPDATE app.plugin_usage SET measured_at = now() - interval '2 days' WHERE host = $1", .text("two"))
        try await host.recordUsage(host: "one")
        #expect(try await world.host.query("SELECT 1 FROM app.plugin_usage WHERE host = $1", .text("two")).rowCount == 0)
        // Two other hosts are alive, one is gone.
        for (name, span) in [("two", "1 minute"), ("three", "1 minute"), ("gone", "-1 second")] {
            _ = try await world.host.query(
                "INSERT INTO app.job_hosts (id, name, lease_until) VALUES (gen_random_uuid(), $1, now() + $2::interval)", .text(name),
                .text(span))
        }
        let before = alpha.meter[.egressRequests].limit
        try await host.recordUsage(host: "one")
        #expect(before == Quota.egressRequests.standard && alpha.meter[.egressRequests].limit == before / 2)
        #expect(alpha.meter[.rows].limit == 77)
        await host.close()
        await database.close()
    }
}
