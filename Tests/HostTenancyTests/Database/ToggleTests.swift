import HostTenancy
import Synchronization
import Testing

@Suite("The switch")
struct ToggleTests {
    private let origin = ChangeOrigin(actor: "operator@x.test", requestId: "r-1", address: "192.0.2.1")

    @Test("is idempotent, counts versions and refuses a stale one")
    func versions() async throws {
        try await withHost { host in
            _ = try await host.apply.apply(try TenancyFixture.file())
            let off = try await host.toggle.set(tenant: "alpha", plugin: "hosting", isEnabled: false, expectedVersion: 1, origin: origin)
            #expect(off.hasChanged && off.version == 2 && !host.directory.snapshot.isServed(tenant: "alpha", plugin: "hosting"))
            let again = try await host.toggle.set(tenant: "alpha", plugin: "hosting", isEnabled: false, origin: origin)
            #expect(!again.hasChanged && again.version == 2 && again.generation == off.generation)
            await #expect {
                _ = try await host.toggle.set(tenant: "alpha", plugin: "hosting", isEnabled: true, expectedVersion: 1, origin: origin)
            } throws: {
                ($0 as? ToggleError)?.code == .versionConflict
            }
            await #expect { _ = try await host.toggle.set(tenant: "nobody", plugin: "hosting", isEnabled: true, origin: origin) } throws: {
                ($0 as? ToggleError)?.code == .unknownTenant
            }
            let new = try await host.toggle.set(tenant: "south", plugin: "crm", isEnabled: true, expectedVersion: 0, origin: origin)
            #expect(new.version == 1 && host.directory.snapshot.isServed(tenant: "south", plugin: "crm"))
            // Settings and networks stay while off.
            #expect(host.directory.snapshot.instance(tenant: "alpha", plugin: "hosting")?.networks.count == 2)
            let entry = try #require(try await host.audit.entries().first { $0.action == "plugin.disable" })
            #expect(
                entry.actor == "operator@x.test" && entry.subject == "alpha/hosting" && entry.requestId == "r-1"
                    && entry.address == "192.0.2.1")
            #expect(entry.beforeJSON == "{\"enabled\":true}" && entry.afterJSON == "{\"enabled\":false}")
        }
    }

    @Test("is remembered: who switched each instance last, and when")
    func lastSwitches() async throws {
        try await withHost { host in
            _ = try await host.apply.apply(try TenancyFixture.file())
            let alpha = try #require(host.directory.snapshot.tenant(id: "alpha")).key
            func last() async throws -> LastSwitch? {
                try await host.audit.lastSwitches(tenants: alpha...alpha).first { $0.plugin == "hosting" }
            }
            let first = try #require(try await last())
            #expect(first.actor != origin.actor)
            _ = try await host.toggle.set(tenant: "alpha", plugin: "hosting", isEnabled: false, origin: origin)
            let second = try #require(try await last())
            #expect(second.tenantId == "alpha" && second.actor == origin.actor && second.atMicros > first.atMicros)
            // Nothing was switched, so nobody is named.
            let other = ChangeOrigin(actor: "other@x.test", requestId: "r-2", address: nil)
            _ = try await host.toggle.set(tenant: "alpha", plugin: "hosting", isEnabled: false, origin: other)
            #expect(try await last() == second)
            let all = try await host.audit.lastSwitches()
            #expect(all.contains(second) && all.contains { $0.tenantId != "alpha" })
        }
    }

    @Test("reaches another host by itself, which tells its listeners what changed")
    func otherHost() async throws {
        try await withHosts(2) { hosts in
            _ = try await hosts[0].apply.apply(try TenancyFixture.file())
            let heard = Mutex<[String]>([])
            hosts[1].directory.onChange { change in
                heard.withLock { $0 += change.instances.map { "\($0.after?.tenantId ?? "?") \($0.after?.isEnabled ?? false)" } }
            }
            let changes = hosts[1].directory.changes()
            hosts[1].feed.start()
            try await hosts[1].until { hosts[1].directory.snapshot.isServed(tenant: "alpha", plugin: "hosting") }
            let result = try await hosts[0].toggle.set(tenant: "alpha", plugin: "hosting", isEnabled: false, origin: origin)
            for await change in changes where change.snapshot.generation >= result.generation { break }
            #expect(!hosts[1].directory.snapshot.isServed(tenant: "alpha", plugin: "hosting"))
            #expect(heard.withLock(\.last) == "alpha false")
        }
    }

    @Test("many at once end in one order: the last version is the number of changes, and the chain is whole")
    func concurrent() async throws {
        try await withHosts(2) { hosts in
            _ = try await hosts[0].apply.apply(try TenancyFixture.file())
            let changed = try await withThrowingTaskGroup(of: Bool.self) { group in
                for index in 0..<15 {
                    group.addTask {
                        try await hosts[index % 2].toggle.set(tenant: "alpha", plugin: "hosting", isEnabled: index % 3 == 0, origin: origin)
                            .hasChanged
                    }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            try await hosts[0].directory.refresh()
            #expect(hosts[0].directory.snapshot.instance(tenant: "alpha", plugin: "hosting")?.version == Int64(changed + 1))
            guard case .intact(let entries) = try await hosts[0].audit.verify(pageSize: 7) else {
                Issue.record("the chain is broken"); return
            }
            #expect(entries == Int64(changed + 11))
        }
    }

    @Test("after a lost session the feed listens again and nothing stays missed")
    func reconnect() async throws {
        try await withHosts(2) { hosts in
            _ = try await hosts[0].apply.apply(try TenancyFixture.file())
            hosts[1].feed.start()
            try await hosts[1].until { hosts[1].feed.isConnected && hosts[1].directory.snapshot.tenants.count == 5 }
            try await hosts[0].sql(
                "SELECT pg_terminate_backend(pid)::int FROM pg_stat_activity WHERE query ILIKE 'LISTEN%' AND pid <> pg_backend_pid() AND datname = current_database()"
            )
            let result = try await hosts[0].toggle.set(tenant: "alpha", plugin: "hosting", isEnabled: false, origin: origin)
            try await hosts[1].until { hosts[1].directory.snapshot.generation >= result.generation && hosts[1].feed.isConnected }
            #expect(!hosts[1].directory.snapshot.isServed(tenant: "alpha", plugin: "hosting"))
        }
    }
}
