import EventLoop
import Glibc
import HostData
import HostEgress
import HostTenancy
import Logging
import PostgresClient
import Synchronization
import Testing

@testable import HostPlugins

@Suite("A host runs each instance where the operator wants it", .timeLimit(.minutes(5)))
struct WorkerHostTests {
    private let alpha = Tenant(
        id: "alpha", key: TenantKey(provider: 1, client: 1), kind: .client, name: "Alpha", parentId: "north", slots: 2, isEnabled: true)
    private let beta = Tenant(
        id: "beta", key: TenantKey(provider: 1, client: 2), kind: .client, name: "Beta", parentId: "north", slots: 2, isEnabled: true)

    private func host(
        _ isolation: PluginIsolation, more: String = "worker_safe: true", logger: Logger = Logger(label: "test")
    ) async throws -> PluginHost {
        let host = try TestPlugin.host(logger: logger)
        let manifest = try TestPlugin.manifest(calls: "inline", more: more)
        await host.load([RunnablePlugin(manifest: manifest, libraryPath: try TestPlugin.library(), isolation: isolation)])
        return host
    }

    private func snapshot(_ generation: Int64, _ instances: [(String, Bool, IsolationMode?)]) -> DirectorySnapshot {
        DirectorySnapshot(
            generation: generation, tenants: [alpha, beta],
            instances: instances.map {
                HostTenancy.PluginInstance(
                    tenantId: $0.0, plugin: "test", isEnabled: $0.1, settingsJSON: "{}", isolation: $0.2, version: generation)
            })
    }

    private func served(_ host: PluginHost, _ tenant: Tenant) -> LiveInstance? {
        host.routes.instance(tenantKey: tenant.key.rawValue, plugin: "test")
    }

    @Test("The plugin's isolation holds for all, an instance's own overrides it, and a change moves it without a gap") func modes()
        async throws
    {
        let host = try await host(PluginIsolation(mode: .worker, sharing: .tenant))
        await host.apply(snapshot(1, [("alpha", true, nil), ("beta", true, .host)]))
        #expect(host.isolation(tenant: "alpha", plugin: "test") == "worker")
        #expect(host.isolation(tenant: "beta", plugin: "test") == "host")
        for tenant in [alpha, beta] {
            let instance = try #require(served(host, tenant))
            #expect(try await instance.handle(TestPlugin.request("echo", body: [65])).text == "A")
        }
        #expect(host.workers.samples().map(\.share) == ["alpha"])
        await host.apply(snapshot(2, [("alpha", true, .host), ("beta", true, .worker)]))
        #expect(host.isolation(tenant: "alpha", plugin: "test") == "host")
        #expect(host.isolation(tenant: "beta", plugin: "test") == "worker")
        await host.close()
    }

    @Test("A plugin that is not worker-safe is refused with its reason") func unsafe() async throws {
        let host = try await host(PluginIsolation(mode: .worker, sharing: .tenant), more: "worker_safe: false")
        await host.apply(snapshot(1, [("alpha", true, nil)]))
        #expect(host.trouble(tenant: "alpha", plugin: "test")?.contains("does not say worker_safe: true") == true)
        await host.close()
    }

    @Test("An instance that completes again and again what is not under way is moved to a worker, and only it") func demotion() async throws
    {
        let host = try await host(.standard)
        await host.apply(snapshot(1, [("alpha", true, nil), ("beta", true, nil)]))
        let bad = try #require(served(host, alpha))
        for _ in 0..<ContainmentWatch.maximumStale { _ = try await bad.handle(TestPlugin.request("twice")) }
        await eventually { host.isolation(tenant: "alpha", plugin: "test")?.hasPrefix("worker") == true }
        #expect(host.isolation(tenant: "alpha", plugin: "test") == "worker (demoted: 10 completions of calls that were not under way)")
        #expect(host.isolation(tenant: "beta", plugin: "test") == "host")
        let moved = try #require(served(host, alpha))
        #expect(try await moved.handle(TestPlugin.request("echo", body: [65])).text == "A")
        // Off and on: the operator's decision counts again.
        await host.apply(snapshot(2, [("alpha", false, nil), ("beta", true, nil)]))
        await host.apply(snapshot(3, [("alpha", true, nil), ("beta", true, nil)]))
        #expect(host.isolation(tenant: "alpha", plugin: "test") == "host")
        await host.close()
    }

    @Test("What the directory keeps of a demotion holds from the start, for that version alone, until the directory lifts it")
    func keptDemotion() async throws {
        func snapshot(_ generation: Int64, _ version: String?) -> DirectorySnapshot {
            DirectorySnapshot(
                generation: generation, tenants: [alpha, beta],
                instances: ["alpha", "beta"].map {
                    HostTenancy.PluginInstance(
                        tenantId: $0, plugin: "test", isEnabled: true,
                        demotion: $0 == "alpha" ? version.map { InstanceDemotion(version: $0, reason: "a breach", host: "two") } : nil,
                        version: generation)
                })
        }
        // A host that starts, or hears of what another one saw.
        let host = try await host(.standard)
        await host.apply(snapshot(1, "1.0.0"))
        #expect(host.isolation(tenant: "alpha", plugin: "test") == "worker (demoted: a breach)")
        #expect(host.isolation(tenant: "beta", plugin: "test") == "host")
        let moved = try #require(served(host, alpha))
        #expect(try await moved.handle(TestPlugin.request("echo", body: [65])).text == "A")
        await host.apply(snapshot(2, "0.9.0"))
        #expect(host.isolation(tenant: "alpha", plugin: "test") == "host", "another version did it")

        // The host that sees it says so once, and then follows the directory.
        let told = Mutex<[String]>([])
        host.onDemotion { tenant, plugin, version, reason in told.withLock { $0.append("\(tenant) \(plugin) \(version) \(reason)") } }
        let bad = try #require(served(host, alpha))
        for _ in 0..<ContainmentWatch.maximumStale { _ = try await bad.handle(TestPlugin.request("twice")) }
        await eventually { host.isolation(tenant: "alpha", plugin: "test")?.hasPrefix("worker") == true }
        await eventually { !told.withLock(\.isEmpty) }
        #expect(told.withLock(\.self) == ["\(alpha.key.rawValue) test 1.0.0 10 completions of calls that were not under way"])
        #expect(host.isDemotionUnkept(tenantKey: alpha.key.rawValue, plugin: "test", version: "1.0.0"))
        await host.apply(snapshot(3, "1.0.0"))
        #expect(!host.isDemotionUnkept(tenantKey: alpha.key.rawValue, plugin: "test", version: "1.0.0"))
        #expect(host.isolation(tenant: "alpha", plugin: "test") == "worker (demoted: a breach)")
        // Off and on elsewhere, of which this host sees the end alone.
        await host.apply(snapshot(4, nil))
        #expect(host.isolation(tenant: "alpha", plugin: "test") == "host")
        await host.close()
    }

    @Test("One that is not worker-safe stays, whatever it does") func stays() async throws {
        let log = LogLines()
        let host = try await host(.standard, more: "worker_safe: false", logger: log.logger)
        await host.apply(snapshot(1, [("alpha", true, nil)]))
        let bad = try #require(served(host, alpha))
        for _ in 0..<(2 * ContainmentWatch.maximumStale) { _ = try await bad.handle(TestPlugin.request("twice")) }
        await eventually { log.text.contains("its manifest does not say worker_safe: it stays in the host") }
        #expect(!host.isDemotionUnkept(tenantKey: alpha.key.rawValue, plugin: "test", version: "1.0.0"))
        #expect(served(host, alpha) === bad)
        await host.close()
    }
}

@Suite("A plugin in a worker reaches the database only in its tenant's name", .timeLimit(.minutes(5)))
struct WorkerDatabaseTests {
    private static let statements = [
        StatementSource(name: "all", sql: "SELECT serial FROM miners ORDER BY serial"),
        StatementSource(name: "slow", sql: "SELECT pg_sleep(4)::text"),
    ]

    private func instance(_ world: SchemaWorld, _ tenant: SchemaWorld.Tenant, _ pool: WorkerPool) async throws
        -> (LiveInstance, DatabaseService)
    {
        let context = TenantContext(tenantId: "\(tenant)", key: TenantKey(rawValue: tenant.rawValue))
        let database = DatabaseService(
            pool: world.runtime, ingestion: nil, statements: Self.statements, context: context, meter: UsageMeter())
        var services = InstanceServices()
        services.database = database
        return (
            try await WorkerTests.instance(
                pool, try WorkerTests.plugin(statements: Self.statements), tenant: context, services: services), database
        )
    }

    @Test("It sees its tenant's rows; what it began is cancelled when it dies, and the next process goes on") func sight() async throws {
        let world = try await SchemaWorld.filled()
        let pool = WorkerTests.pool()
        let (alpha, gate) = try await instance(world, .alpha, pool)
        let (north, _) = try await instance(world, .north, pool)
        let all = TestPlugin.request("query", body: TestPlugin.batch(0))
        #expect(try await alpha.handle(all).column() == ["alpha-1", "alpha-2"])
        #expect(try await north.handle(all).column().count == 6)
        await #expect(throws: PluginCallError.self) { try await alpha.handle(TestPlugin.request("query", body: [1, 2, 3])) }

        let slow = Task { try await alpha.handle(TestPlugin.request("query", body: TestPlugin.batch(1))) }
        await eventually { gate.gate.counts.running == 1 }
        let process = try #require(alpha.code.worker?.worker.processId)
        #expect(kill(process, SIGKILL) == 0)
        await #expect(throws: PluginCallError.self) { try await slow.value }
        // Its operation ends at once; the statement runs on for a while on the connection that the next one may share.
        await eventually { gate.gate.counts.running == 0 }
        #expect(try await alpha.handle(all).column() == ["alpha-1", "alpha-2"])
        #expect(await alpha.close())
        #expect(await north.close())
        await pool.close()
    }
}
