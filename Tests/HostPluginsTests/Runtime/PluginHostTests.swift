import EventLoop
import HostCache
import HostData
import HostEgress
import HostTenancy
import Logging
import PostgresClient
import Synchronization
import Testing

@testable import HostJobs
@testable import HostPlugins

@Suite("The plugin host follows the directory and nobody else notices", .timeLimit(.minutes(5)))
struct PluginHostTests {
    private static let schema =
        "settings: {type: object, additionalProperties: false, properties: {mode: {type: string, default: fine}}}"

    private func host(_ given: Manifest? = nil, cache: CacheStore? = nil) async throws -> PluginHost {
        let host = try TestPlugin.host(cache: cache)
        let manifest = try given ?? TestPlugin.manifest(calls: "inline", more: Self.schema)
        await host.load([
            RunnablePlugin(manifest: manifest, libraryPath: try TestPlugin.library())
        ])
        return host
    }

    private let alpha = Tenant(
        id: "alpha", key: TenantKey(provider: 1, client: 1), kind: .client, name: "Alpha", parentId: "north", slots: 2, isEnabled: true)
    private let beta = Tenant(
        id: "beta", key: TenantKey(provider: 1, client: 2), kind: .client, name: "Beta", parentId: "north", slots: 2, isEnabled: true)

    private func snapshot(_ generation: Int64, _ instances: [(String, Bool, String)]) -> DirectorySnapshot {
        DirectorySnapshot(
            generation: generation, tenants: [alpha, beta],
            instances: instances.map {
                HostTenancy.PluginInstance(tenantId: $0.0, plugin: "test", isEnabled: $0.1, settingsJSON: $0.2, version: generation)
            })
    }

    private func isServed(_ host: PluginHost, _ tenant: Tenant) -> Bool {
        if case .found = host.routes.match(method: "GET", path: "/api/v1/test/things", tenantKey: tenant.key.rawValue) {
            true
        } else {
            false
        }
    }

    @Test("A run of a plugin that is not loaded, or whose instance does not run here now, is left for another host") func jobs()
        async throws
    {
        let host = try await host()
        #expect(host.runnablePlugins == ["test"])
        await host.apply(snapshot(1, [("alpha", true, #"{"mode": 7}"#)]))
        func outcome(_ plugin: String, _ tenant: Tenant) async -> JobOutcome {
            let run = JobRun(
                id: 1, tenantKey: tenant.key.rawValue, slot: 1, plugin: plugin, job: "work", arguments: nil, attempt: 1,
                retry: RetryPolicy(),
                deadlineMilliseconds: 1_000, dueAtMicros: 0, fence: 1)
            return await host.execute(run, deadlineNanos: monotonicNanos() + 1_000_000_000)
        }
        #expect(await outcome("other", alpha) == .notHere(reason: "other is not loaded on this host"))
        #expect(host.trouble(tenantKey: alpha.key.rawValue, plugin: "test") != nil, "settings that do not fit keep it from starting")
        #expect(await outcome("test", alpha) == .notHere(reason: "test does not run for this tenant on this host now"))
        #expect(await outcome("test", beta) == .cancelled(reason: "test is not enabled for this tenant"))
        await host.close()
        #expect(await outcome("test", beta) == .notHere(reason: "this host stops"))
    }

    @Test("Switched off for a tenant a plugin leaves nothing of that tenant's in the cache, uninstalled nothing at all") func cache()
        async throws
    {
        let cache = CacheStore()
        let host = try await host(cache: cache)
        func key(_ tenant: Tenant?) -> CacheKey { CacheKey(CachePartition(plugin: "test", tenantKey: tenant?.key.rawValue), "price") }
        func state(_ tenant: Tenant?) async throws -> CacheLookup.State { try await cache.get(key(tenant)).state }
        await host.apply(snapshot(1, [("alpha", true, "{}"), ("beta", true, "{}")]))
        for tenant in [alpha, beta, nil] {
            let value = CacheValue([1], freshMillis: 60_000, keepMillis: 60_000)
            #expect(await cache.put(key(tenant), value, within: CacheLimits(entries: 10, bytes: 1_000)) != nil)
        }
        await host.apply(snapshot(2, [("alpha", false, "{}"), ("beta", true, "{}")]))
        await eventually { (try? await state(alpha)) == .missing }
        #expect(try await state(beta) == .fresh)
        #expect(try await state(nil) == .fresh)
        host.forget("test")
        await host.startLoaded()
        for tenant in [beta, nil] { await eventually { (try? await state(tenant)) == .missing } }
        await host.close()
    }

    @Test("Switched off and on while an earlier call is under way: the tenant's new series and cached values outlive that call's end")
    func keptByTheNext() async throws {
        let cache = CacheStore()
        let host = try await host(cache: cache)
        let key = CacheKey(CachePartition(plugin: "test", tenantKey: alpha.key.rawValue), "price")
        await host.apply(snapshot(1, [("alpha", true, "{}")]))
        let before = try #require(host.routes.instance(tenantKey: alpha.key.rawValue, plugin: "test"))
        let hold = try #require(before.hold())
        await host.apply(snapshot(2, [("alpha", false, "{}")]))
        await host.apply(snapshot(3, [("alpha", true, "{}")]))
        let after = try #require(host.routes.instance(tenantKey: alpha.key.rawValue, plugin: "test"))
        #expect(after !== before && host.state.withLock { $0.draining.count } == 1)
        #expect(after.plugin.metrics.set("kept", 7, tenantId: "alpha", limit: 9).status == .ok)
        let value = CacheValue([1], freshMillis: 60_000, keepMillis: 60_000)
        #expect(await cache.put(key, value, within: CacheLimits(entries: 10, bytes: 1_000)) != nil)
        hold.release()
        await eventually { host.state.withLock { $0.draining.isEmpty } }
        #expect(after.plugin.metrics.samples().map(\.value) == [7])
        #expect(try await cache.get(key).state == .fresh)
        // They go with the one whose they are.
        await host.apply(snapshot(4, [("alpha", false, "{}")]))
        await eventually { after.plugin.metrics.samples().isEmpty }
        await eventually { (try? await cache.get(key).state) == .missing }
        await host.close()
    }

    @Test("On and off, live: the other tenant's requests never fail") func toggle() async throws {
        let host = try await host()
        await host.apply(snapshot(1, [("alpha", true, "{}"), ("beta", true, "{}")]))
        #expect(isServed(host, alpha) && isServed(host, beta))
        let isStopping = Flag()
        let load = Task {
            var count = 0
            while !isStopping.isSet {
                guard case .found(let target) = host.routes.match(method: "POST", path: "/api/v1/test/echo", tenantKey: beta.key.rawValue)
                else {
                    throw PluginCallError(.notFound, "beta lost its route")
                }
                #expect(try await target.instance.handle(TestPlugin.request("echo", body: [66])).text == "B")
                count += 1
            }
            return count
        }
        let later = host.routes.instance(tenantKey: alpha.key.rawValue, plugin: "test")!
        for round in 0..<10 {
            let instance = try #require(host.routes.instance(tenantKey: alpha.key.rawValue, plugin: "test"))
            let underWay = instance.begin(TestPlugin.request("later"))
            await host.apply(snapshot(Int64(round * 2 + 2), [("alpha", false, "{}"), ("beta", true, "{}")]))
            #expect(!isServed(host, alpha))
            #expect(host.instanceState(tenantKey: alpha.key.rawValue, plugin: "test") == nil)
            #expect(try await underWay.value == "late")
            await host.apply(snapshot(Int64(round * 2 + 3), [("alpha", true, "{}"), ("beta", true, "{}")]))
            #expect(isServed(host, alpha))
        }
        #expect(host.routes.instance(tenantKey: alpha.key.rawValue, plugin: "test") !== later)
        isStopping.set()
        #expect(try await load.value > 0)
        await host.close()
    }

    @Test("An instance that cannot be created is reported and leaves the others serving") func failing() async throws {
        let host = try await host()
        await host.apply(snapshot(1, [("alpha", true, #"{"mode":"refuse"}"#), ("beta", true, "{}")]))
        #expect(!isServed(host, alpha) && isServed(host, beta))
        #expect(host.trouble(tenant: "alpha", plugin: "test")?.contains("no thanks") == true)
        await host.apply(snapshot(2, [("alpha", true, #"{"nonsense":1}"#), ("beta", true, "{}")]))
        #expect(host.trouble(tenant: "alpha", plugin: "test")?.contains("nonsense") == true)
        await host.apply(snapshot(3, [("alpha", true, #"{"mode":"good"}"#), ("beta", true, "{}")]))
        #expect(isServed(host, alpha))
        #expect(host.trouble(tenant: "alpha", plugin: "test") == nil)
        await host.close()
        #expect(!isServed(host, beta))
    }

    @Test("A tenant without networks has the device service like any other; who was not granted devices has not") func noNetworks()
        async throws
    {
        for (grants, expected) in [("{devices: true}", "010000"), ("{}", "000000")] {
            let host = try await host(
                try ManifestReader.read(
                    """
                    {id: test, name: Test, version: 1.0.0, abi: "1.0", library: libTest.so, toolchain: c, calls: inline,
                     services: [hashinsight.device/1], grants: \(grants),
                     routes: [{name: services, method: GET, path: /api/v1/test/services, role: guest}]}
                    """))
            await host.apply(snapshot(1, [("alpha", true, "{}")]))
            let instance = try #require(host.routes.instance(tenantKey: alpha.key.rawValue, plugin: "test"))
            #expect(try await instance.handle(TestPlugin.request("services")).text == expected, "\(grants)")
            await host.close()
        }
    }

    @Test("Who waits for a plugin that was switched on goes on when it serves, has failed or is not wanted") func settling() async throws {
        let host = try await host()
        await host.apply(snapshot(1, [("alpha", false, "{}")]))
        for (generation, settings) in [(2, "{}"), (3, #"{"mode":"refuse"}"#)].map({ (Int64($0), $1) }) {
            await host.apply(snapshot(generation * 2, [("alpha", false, "{}")]))
            let applying = Task { await host.apply(snapshot(generation * 2 + 1, [("alpha", true, settings)])) }
            await eventually { host.instanceState(tenantKey: alpha.key.rawValue, plugin: "test") != nil }
            await host.settle(tenant: "alpha", plugin: "test", limitNanos: 30_000_000_000)
            #expect(isServed(host, alpha) == (generation == 2))
            #expect((host.trouble(tenant: "alpha", plugin: "test") == nil) == (generation == 2))
            await applying.value
        }
        // Nobody starts these: the limit is not waited for.
        await host.settle(tenant: "beta", plugin: "test", limitNanos: .max)
        await host.settle(tenant: "nobody", plugin: "test", limitNanos: .max)
        await host.close()
    }

    @Test("Nobody is left waiting: a time that is up, and the host's end, let them go on") func givingUp() async throws {
        let host = try await host()
        let place = RouteTable.Place(tenantKey: alpha.key.rawValue, plugin: "test")
        await host.apply(snapshot(1, [("alpha", false, "{}")]))
        host.state.withLock { $0.states[place] = .starting }
        await host.settle(tenant: "alpha", plugin: "test", limitNanos: 1_000_000)
        #expect(host.trouble(tenant: "alpha", plugin: "test")?.contains("being started") == true)
        let waiting = Task { await host.settle(tenant: "alpha", plugin: "test", limitNanos: 600_000_000_000) }
        await eventually { host.state.withLock { $0.waiting[place]?.count == 2 } }
        await host.close()
        await waiting.value
    }

    @Test("Many instances that start together make one table, when it is asked for") func oneTable() async throws {
        let host = try await host()
        await host.apply(snapshot(1, [("alpha", true, "{}"), ("beta", true, "{}")]))
        #expect(host.state.withLock { $0.table == nil })
        let table = host.routes
        #expect(table === host.routes)
        await host.apply(snapshot(2, [("alpha", true, "{}"), ("beta", true, "{}")]))
        #expect(table === host.routes)
        await host.apply(snapshot(3, [("beta", true, "{}")]))
        #expect(table !== host.routes && !isServed(host, alpha) && isServed(host, beta))
        await host.close()
    }

    @Test("New settings replace the instance without a gap; wrong ones leave the old one serving") func settings() async throws {
        let host = try await host()
        await host.apply(snapshot(1, [("alpha", true, "{}")]))
        let first = host.routes.instance(tenantKey: alpha.key.rawValue, plugin: "test")
        await host.apply(snapshot(2, [("alpha", true, #"{"mode":"other"}"#)]))
        let second = host.routes.instance(tenantKey: alpha.key.rawValue, plugin: "test")
        #expect(first !== second && second != nil)
        await host.apply(snapshot(3, [("alpha", true, #"{"mode":"refuse"}"#)]))
        #expect(host.routes.instance(tenantKey: alpha.key.rawValue, plugin: "test") === second)
        #expect(host.trouble(tenant: "alpha", plugin: "test") != nil)
        await host.close()
    }

    @Test("A library that does not fit is reported; what is loaded beside it serves") func broken() async throws {
        let host = try await host()
        let wrong = try ManifestReader.read(
            "id: wrong\nname: Wrong\nversion: 1.0.0\nabi: \"1.0\"\nlibrary: libWrong.so\ntoolchain: c\n")
        await host.load([RunnablePlugin(manifest: wrong, libraryPath: try TestPlugin.library("MAGIC=1"))])
        #expect(host.loadFailures["wrong"]?.field == "magic")
        #expect(host.knows("wrong") && host.knows("test") && !host.knows("none"))
        await host.apply(snapshot(1, [("alpha", true, "{}")]))
        #expect(isServed(host, alpha))
        #expect(host.trouble(tenant: "alpha", plugin: "wrong")?.contains("magic") == true)
        let impact = await host.impact(tenant: "alpha", plugin: "test", enabling: false)
        #expect(impact?.routes.count == 8)
        await host.close()
    }

    private final class Flag: Sendable {
        private let value = Atomic<Bool>(false)
        var isSet: Bool { value.load(ordering: .acquiring) }
        func set() { value.store(true, ordering: .releasing) }
    }
}
