import HostTenancy
import Logging
import Testing

@Suite("A demotion to a worker")
struct DemotionTests {
    private let origin = ChangeOrigin(actor: "operator@x.test")
    private let demotion = InstanceDemotion(version: "digest-1", reason: "10 completions\nof nothing", host: "one")
    private let kept = InstanceDemotion(version: "digest-1", reason: "10 completions\\u{a}of nothing", host: "one")

    private func seen(_ host: TenancyFixture, _ tenant: String = "alpha") -> InstanceDemotion? {
        host.directory.snapshot.instance(tenant: tenant, plugin: "hosting")?.demotion
    }

    @Test("is kept for every host and those that come later, audited once, and lifted by the switch")
    func switched() async throws {
        try await withHosts(2) { hosts in
            let (host, other) = (hosts[0], hosts[1])
            other.feed.start()
            _ = try await host.apply.apply(try TenancyFixture.file())
            let alpha = try #require(host.directory.snapshot.tenant(id: "alpha")).key
            let service = InstanceDemotions(database: host.database, directory: host.directory)
            try await service.keep(demotion, tenant: alpha, plugin: "hosting")
            #expect(seen(host) == kept && seen(host, "north") == nil)
            try await other.until { seen(other) == kept }
            let generation = host.directory.snapshot.generation
            try await InstanceDemotions(database: other.database, directory: other.directory)
                .keep(InstanceDemotion(version: "digest-1", reason: "another", host: "two"), tenant: alpha, plugin: "hosting")
            #expect(other.directory.snapshot.generation == generation && seen(other) == kept, "the first reason stays")
            let entries = try await host.audit.entries().filter { $0.action == "plugin.demote" }
            let entry = try #require(entries.first)
            #expect(entries.count == 1 && entry.actor == "host" && entry.subject == "alpha/hosting" && entry.tenantKey == alpha.rawValue)
            #expect(entry.beforeJSON == "{\"isolation\":\"host\"}")
            #expect(entry.afterJSON?.contains("10 completions") == true && entry.afterJSON?.contains("\"isolation\":\"worker\"") == true)
            let later = TenantDirectory(database: host.database, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            try await later.refresh()
            #expect(
                later.snapshot.instance(tenant: "alpha", plugin: "hosting")?.demotion == kept, "a host that starts again knows")

            // Another version is demoted for itself.
            try await service.keep(InstanceDemotion(version: "digest-2", reason: "b", host: "one"), tenant: alpha, plugin: "hosting")
            #expect(seen(host)?.version == "digest-2")
            for isEnabled in [false, true] {
                _ = try await host.toggle.set(tenant: "alpha", plugin: "hosting", isEnabled: isEnabled, origin: origin)
            }
            #expect(seen(host) == nil)
            try await other.until { seen(other) == nil }
        }
    }

    @Test("is lifted when the file switches it off, and none is kept for what is off")
    func applied() async throws {
        try await withHost { host in
            _ = try await host.apply.apply(try TenancyFixture.file())
            let (alpha, beta) = (
                try #require(host.directory.snapshot.tenant(id: "alpha")).key, try #require(host.directory.snapshot.tenant(id: "beta")).key
            )
            let service = InstanceDemotions(database: host.database, directory: host.directory)
            try await service.keep(demotion, tenant: beta, plugin: "hosting")
            #expect(seen(host, "beta") == nil)
            try await service.keep(demotion, tenant: alpha, plugin: "hosting")
            // Other settings are no decision about where it runs.
            let settings = TenancyFixture.standard.replacing("\"::1\"]", with: "\"::1\"], settings: {a: 1}")
            _ = try await host.apply.apply(try TenancyFixture.file(settings))
            #expect(seen(host) == kept)
            let off = TenancyFixture.standard.replacing("\"::1\"]", with: "\"::1\"], enabled: false")
            _ = try await host.apply.apply(try TenancyFixture.file(off))
            #expect(seen(host) == nil)
            #expect(try await host.number("SELECT count(*) FROM app.plugin_demotions") == 0)
        }
    }
}
