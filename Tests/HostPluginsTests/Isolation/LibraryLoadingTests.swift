import EventLoop
import Glibc
import HostData
import HostEgress
import HostTenancy
import Logging
import PostgresClient
import Testing

@testable import HostPlugins

@Suite("A library comes into the host's process with the first instance that runs there", .timeLimit(.minutes(5)))
struct LibraryLoadingTests {
    private static let tenants = ["alpha", "beta"].enumerated().map { place, id in
        Tenant(
            id: id, key: TenantKey(provider: 1, client: UInt32(place + 1)), kind: .client, name: id, parentId: "north", slots: 2,
            isEnabled: true)
    }

    private func snapshot(_ generation: Int64, _ instances: [(String, IsolationMode?)]) -> DirectorySnapshot {
        DirectorySnapshot(
            generation: generation, tenants: Self.tenants,
            instances: instances.map {
                HostTenancy.PluginInstance(
                    tenantId: $0.0, plugin: "test", isEnabled: true, settingsJSON: "{}", isolation: $0.1, version: generation)
            })
    }

    /// Whether the library is in this process.
    private func isLoaded(_ library: String) -> Bool { dlopen(library, RTLD_NOW | RTLD_NOLOAD) != nil }

    @Test("One that only workers run is not loaded; the first instance in the host loads it") func first() async throws {
        let library = try TestPlugin.library("LOADED_LATE=1")
        let host = try TestPlugin.host()
        await host.apply(snapshot(1, [("alpha", .worker)]))
        let source = RunnablePlugin(manifest: try TestPlugin.manifest(calls: "inline", more: "worker_safe: true"), libraryPath: library)
        await host.load([source])
        await host.startLoaded()
        #expect(host.isolation(tenant: "alpha", plugin: "test") == "worker")
        #expect(!isLoaded(library))
        await host.apply(snapshot(2, [("alpha", .worker), ("beta", nil)]))
        #expect(host.isolation(tenant: "beta", plugin: "test") == "host")
        #expect(isLoaded(library))
        await host.close()
    }

    @Test("One that nobody has is not loaded") func nobody() async throws {
        let library = try TestPlugin.library("LOADED_NEVER=1")
        let host = try TestPlugin.host()
        await host.apply(snapshot(1, []))
        await host.load([RunnablePlugin(manifest: try TestPlugin.manifest(calls: "inline"), libraryPath: library)])
        #expect(!isLoaded(library) && host.loadFailures.isEmpty && host.knows("test"))
        await host.close()
    }

    @Test("A wrong one that somebody runs in the host is told when it is taken in, and later when it is first wanted") func wrong()
        async throws
    {
        let library = try TestPlugin.library("MAGIC=2")
        let source = RunnablePlugin(manifest: try TestPlugin.manifest(calls: "inline"), libraryPath: library)
        let early = try TestPlugin.host()
        await early.apply(snapshot(1, [("alpha", nil)]))
        await early.load([source])
        #expect(early.loadFailures["test"]?.field == "magic")
        await early.close()
        let late = try TestPlugin.host()
        await late.apply(snapshot(1, []))
        await late.load([source])
        #expect(late.loadFailures.isEmpty)
        await late.apply(snapshot(2, [("alpha", nil)]))
        #expect(late.trouble(tenant: "alpha", plugin: "test")?.contains("magic") == true)
        await late.close()
    }
}
