import EventLoop
import HostData
import HostEgress
import HostTenancy
import Logging
import PostgresClient
import Testing

@testable import HostPlugins

@Suite("A version that asks for more waits for consent while the old one serves", .timeLimit(.minutes(5)))
struct ConsentHostTests {
    private let alpha = Tenant(
        id: "alpha", key: TenantKey(provider: 1, client: 1), kind: .client, name: "Alpha", parentId: "north", slots: 2, isEnabled: true)
    private let beta = Tenant(
        id: "beta", key: TenantKey(provider: 1, client: 2), kind: .client, name: "Beta", parentId: "north", slots: 2, isEnabled: true)

    private func host() throws -> PluginHost { try TestPlugin.host(requiresConsent: true) }

    private func manifest(_ version: String, _ services: String) throws -> Manifest {
        try ManifestReader.read(
            """
            {id: test, name: Test, version: \(version), abi: "1.0", library: libTest.so, toolchain: c, calls: inline, services: [\(services)],
             routes: [{name: services, method: GET, path: /api/v1/test/services, role: guest}]}
            """)
    }

    private func snapshot(_ generation: Int64, _ consents: [(version: String, items: [String])], quotas: [String: Int] = [:])
        -> DirectorySnapshot
    {
        DirectorySnapshot(
            generation: generation, tenants: [alpha, beta],
            instances: [alpha, beta].map {
                HostTenancy.PluginInstance(
                    tenantId: $0.id, plugin: "test", isEnabled: true, quotas: $0.id == "alpha" ? quotas : [:], version: generation)
            },
            consents: consents.map {
                GrantConsent(plugin: "test", version: $0.version, items: $0.items, givenBy: "operator@x.test", givenAtMicros: 0)
            })
    }

    /// Which services the serving instance has: db, device, events, log, clock, one that does not exist.
    private func services(_ host: PluginHost) async throws -> String? {
        guard let instance = host.routes.instance(tenantKey: alpha.key.rawValue, plugin: "test") else { return nil }
        return try await instance.handle(TestPlugin.request("services")).text
    }

    @Test("Nobody consented: it is not served and says for what it waits; consent lets it serve, on a host that starts anew too")
    func first() async throws {
        let source = RunnablePlugin(manifest: try manifest("1.0.0", "hashinsight.log/1"), libraryPath: try TestPlugin.library())
        let one = try host()
        await one.load([source])
        await one.apply(snapshot(1, []))
        #expect(try await services(one) == nil)
        #expect(one.trouble(tenant: "alpha", plugin: "test")?.contains("waits for consent: asks for hashinsight.log/1 in addition") == true)
        let given = [("1.0.0", ["hashinsight.log/1"])]
        await one.apply(snapshot(2, given))
        #expect(try await services(one) == "000100" && one.trouble(tenant: "alpha", plugin: "test") == nil)
        await one.close()
        let two = try host()
        await two.load([source])
        await two.apply(snapshot(2, given))
        #expect(try await services(two) == "000100")
        await two.close()
    }

    @Test("A newer version with more waits, the old one goes on serving, and consent flips it in")
    func newer() async throws {
        let host = try host()
        await host.load([
            RunnablePlugin(
                manifest: try manifest("1.0.0", "hashinsight.log/1"), digest: "one", libraryPath: try TestPlugin.library("ONE"))
        ])
        let first = [("1.0.0", ["hashinsight.log/1"])]
        await host.apply(snapshot(1, first))
        #expect(try await services(host) == "000100")
        let more = try manifest("2.0.0", "hashinsight.log/1, hashinsight.clock/1")
        await host.load([RunnablePlugin(manifest: more, digest: "two", libraryPath: try TestPlugin.library("TWO"))])
        #expect(host.grantDecision(for: more).missing == [.service("hashinsight.clock/1")])
        for task in host.choose(["test": VersionChoice(base: "two")]) { await task.value }
        #expect(try await services(host) == "000100", "the old one serves")
        #expect(
            host.trouble(tenant: "alpha", plugin: "test")?.contains("waits for consent: asks for hashinsight.clock/1 in addition") == true)
        let standing = host.standing(of: "test", digest: "two")
        #expect(standing.waiting == 2 && standing.failures == 0, "waiting is no failure that would send it back")
        #expect(standing.note?.contains("waits for consent: asks for hashinsight.clock/1") == true, "\(standing)")
        await host.apply(snapshot(2, first + [("2.0.0", ["hashinsight.clock/1", "hashinsight.log/1"])]))
        #expect(try await services(host) == "000110")
        for task in host.choose(["test": VersionChoice(base: "one")]) { await task.value }
        #expect(try await services(host) == "000100", "back needs no new consent")
        await host.close()
    }

    @Test("A newer version that needs a secret waits for it without a failure, where an older one serves and where nothing does")
    func secret() async throws {
        let host = try host()
        let asked = "hashinsight.log/1, hashinsight.secrets/1"
        await host.load([
            RunnablePlugin(manifest: try manifest("1.0.0", asked), digest: "one", libraryPath: try TestPlugin.library("ONE"))
        ])
        let needing = try ManifestReader.read(
            """
            {id: test, name: Test, version: 2.0.0, abi: "1.0", library: libTest.so, toolchain: c, calls: inline, services: [\(asked)],
             secrets: {api_key: {description: of the account, required: true, scope: tenant}},
             routes: [{name: services, method: GET, path: /api/v1/test/services, role: guest}]}
            """)
        let given = [("1.0.0", GrantRequest(needing).texts)]
        await host.apply(snapshot(1, given))
        await host.load([RunnablePlugin(manifest: needing, digest: "two", libraryPath: try TestPlugin.library("TWO"))])
        for task in host.choose(["test": VersionChoice(base: "two")]) { await task.value }
        let standing = host.standing(of: "test", digest: "two")
        #expect(standing.waiting == 2 && standing.failures == 0 && standing.reason?.contains("waiting for secret api_key") == true)
        #expect(standing.note?.contains("hashinsight secrets set test api_key --tenant ") == true, "\(standing)")
        #expect(try await services(host) != nil, "the old one serves")
        await host.close()
        let fresh = try self.host()
        await fresh.load([RunnablePlugin(manifest: needing, digest: "two", libraryPath: try TestPlugin.library("TWO"))])
        await fresh.apply(snapshot(1, given))
        let alone = fresh.standing(of: "test", digest: "two")
        #expect(alone.waiting == 0 && alone.note == nil && alone.failures == 0, "there is nobody to bring over: \(alone)")
        await fresh.close()
    }

    @Test("A grant that is withdrawn is a null service at once, and comes back with the consent; nothing else changes")
    func withdrawn() async throws {
        let host = try host()
        let source = RunnablePlugin(
            manifest: try manifest("1.0.0", "hashinsight.log/1, hashinsight.clock/1"), libraryPath: try TestPlugin.library())
        await host.load([source])
        let given = [("1.0.0", ["hashinsight.clock/1", "hashinsight.log/1"])]
        await host.apply(snapshot(1, given))
        #expect(try await services(host) == "000110")
        let withdrawn = given + [("1.0.0", ["-hashinsight.clock/1", "hashinsight.log/1"])]
        await host.apply(snapshot(2, withdrawn))
        #expect(try await services(host) == "000100" && host.trouble(tenant: "alpha", plugin: "test") == nil)
        let decision = host.grantDecision(for: source.manifest)
        #expect(decision.withdrawn == [.service("hashinsight.clock/1")] && decision.missing.isEmpty)
        await host.apply(snapshot(3, withdrawn + given))
        #expect(try await services(host) == "000110")
        await host.close()
    }

    @Test("An instance that cannot be made without what was withdrawn stops, and says why")
    func stopped() async throws {
        let host = try host()
        let manifest = try ManifestReader.read(
            """
            {id: test, name: Test, version: 1.0.0, abi: "1.0", library: libTest.so, toolchain: c, calls: inline,
             services: [hashinsight.log/1, hashinsight.db/1], grants: {tables: ["crm.contracts: read"]},
             routes: [{name: services, method: GET, path: /api/v1/test/services, role: guest}]}
            """)
        await host.load([RunnablePlugin(manifest: manifest, libraryPath: try TestPlugin.library())])
        let all = GrantRequest(manifest).texts
        await host.apply(snapshot(1, [("1.0.0", all)]))
        #expect(try await services(host) != nil)
        // A table of another plugin cannot be taken from a part of the statements.
        await host.apply(snapshot(2, [("1.0.0", all), ("1.0.0", all.filter { !$0.hasPrefix("table:") } + ["-table:crm.contracts"])]))
        #expect(try await services(host) == nil)
        let trouble = host.trouble(tenant: "alpha", plugin: "test") ?? ""
        #expect(trouble.contains("asks for table:crm.contracts") && trouble.contains("was withdrawn"), "\(trouble)")
        await host.apply(snapshot(3, [("1.0.0", all)]))
        #expect(try await services(host) != nil && host.trouble(tenant: "alpha", plugin: "test") == nil)
        await host.close()
    }

    @Test("What the operator's file withholds is a null service; limits of the file and of one tenant change while it runs")
    func policies() async throws {
        let host = try host()
        let source = RunnablePlugin(
            manifest: try manifest("1.0.0", "hashinsight.log/1, hashinsight.clock/1, hashinsight.events/1"),
            libraryPath: try TestPlugin.library())
        await host.load([source])
        await host.setPolicies([
            "test": PluginPolicy(quotas: ["requests_in_flight": 7], grants: GrantRestriction(services: ["hashinsight.clock/1"]))
        ])
        #expect(host.listedGrants(for: source.manifest).items == ["hashinsight.clock/1"])
        await host.apply(snapshot(1, [("1.0.0", ["hashinsight.clock/1"])]))
        #expect(try await services(host) == "000010")
        func limit(_ tenant: Tenant) -> Int? {
            host.usage(tenantKey: tenant.key.rawValue, plugin: "test")?.first { $0.quota == .requestsInFlight }?.limit
        }
        #expect(limit(alpha) == 7 && limit(beta) == 7)
        let before = host.routes.instance(tenantKey: alpha.key.rawValue, plugin: "test")
        await host.apply(snapshot(2, [("1.0.0", ["hashinsight.clock/1"])], quotas: ["requests_in_flight": 3]))
        #expect(limit(alpha) == 3 && limit(beta) == 7)
        await host.setPolicies([
            "test": PluginPolicy(quotas: ["requests_in_flight": 9], grants: GrantRestriction(services: ["hashinsight.clock/1"]))
        ])
        #expect(limit(alpha) == 3 && limit(beta) == 9)
        #expect(host.routes.instance(tenantKey: alpha.key.rawValue, plugin: "test") === before, "no instance was made anew")
        await host.setPolicies([:])
        #expect(limit(beta) == Quota.requestsInFlight.standard)
        #expect(host.trouble(tenant: "alpha", plugin: "test")?.contains("asks for hashinsight.events/1, hashinsight.log/1") == true)
        await host.close()
    }
}
