import HostData
import Logging
import Synchronization
import Testing

@testable import HostPlugins

@Suite("A tenant that blocks the threads of a plugin delays nobody else", .timeLimit(.minutes(5)))
struct ThreadFairnessTests {
    private func plugin(_ limits: PluginThreads.Limits = PluginThreads.Limits()) throws -> LoadedPlugin {
        let source = RunnablePlugin(manifest: try TestPlugin.manifest(calls: "threads"), libraryPath: try TestPlugin.library())
        return LoadedPlugin(source, library: nil, logger: Logger(label: "test"), threadLimits: limits)
    }

    private func tenant(_ number: UInt32) -> TenantContext {
        TenantContext(tenantId: "tenant\(number)", key: TenantKey(provider: 1, client: number))
    }

    @Test("Calls that are never given back keep their own tenant's calls waiting, and no other's") func blocked() async throws {
        let plugin = try plugin()
        let bad = try await TestPlugin.instance(tenant: TestPlugin.alpha, plugin: plugin)
        let good = try await TestPlugin.instance(tenant: TestPlugin.beta, plugin: plugin)
        let seat = Seat()
        let sitting = (0..<20).map { _ in bad.begin(seat.request) }
        for _ in 0..<200 { #expect(try await good.handle(TestPlugin.request("echo", body: [65])).text == "A") }
        let waiting = bad.begin(TestPlugin.request("echo", body: [66]))
        for _ in 0..<200 { #expect(try await good.handle(TestPlugin.request("echo", body: [65])).text == "A") }
        #expect(bad.meter[.requestsInFlight].used(atNanos: 0) == 21, "they all still wait")
        seat.free()
        for task in sitting { #expect(try await task.value == "stood up") }
        #expect(try await waiting.value == "B")
        #expect(await bad.close())
        #expect(await good.close())
    }

    @Test("Eight tenants that do so each cost a thread or two, and the ninth is served all the same") func many() async throws {
        let plugin = try plugin()
        let seat = Seat()
        var bad: [LiveInstance] = []
        var sitting: [Task<String, any Error>] = []
        for number in UInt32(1)...8 {
            let instance = try await TestPlugin.instance(tenant: tenant(number), plugin: plugin)
            bad.append(instance)
            for _ in 0..<4 { sitting.append(instance.begin(seat.request)) }
        }
        await eventually { bad.allSatisfy { plugin.threads.running(of: $0.threadOwner) > 0 } }
        let good = try await TestPlugin.instance(tenant: tenant(9), plugin: plugin)
        for _ in 0..<50 { #expect(try await good.handle(TestPlugin.request("echo", body: [65])).text == "A") }
        #expect(plugin.threads.threadCount <= plugin.threads.limits.maximum)
        seat.free()
        for task in sitting { #expect(try await task.value == "stood up") }
        await eventually { plugin.threads.threadCount <= plugin.threads.limits.width }
        for instance in bad + [good] { #expect(await instance.close()) }
    }

    @Test("Calls that stay beyond their deadlines have their tenant's further calls refused, until they end") func stuck() async throws {
        let plugin = try plugin(PluginThreads.Limits(patienceNanos: 20_000_000, graceNanos: 100_000_000))
        let bad = try await TestPlugin.instance(tenant: TestPlugin.alpha, plugin: plugin)
        let good = try await TestPlugin.instance(tenant: TestPlugin.beta, plugin: plugin)
        let seat = Seat()
        for _ in 0..<2 { bad.handle(seat.request, deadlineNanos: monotonicNanos() + 1_000_000_000) { _ in } }
        // In line behind them: refused long before their own deadlines.
        let waiting = (0..<10).map { _ in bad.begin(TestPlugin.request("echo")) }
        for task in waiting {
            let error = await #expect(throws: PluginCallError.self) { try await task.value }
            #expect(error?.status == .unavailable && error?.retryAfterSeconds == 10)
            #expect(error?.message.contains("hold all threads that it may have of test") == true)
        }
        let error = await #expect(throws: PluginCallError.self) { try await bad.handle(TestPlugin.request("echo")) }
        #expect(error?.status == .unavailable)
        #expect(try await good.handle(TestPlugin.request("echo", body: [65])).text == "A")
        seat.free()
        await eventually { bad.underWay == 0 }
        #expect(try await bad.handle(TestPlugin.request("echo", body: [66])).text == "B")
        #expect(await bad.close())
        #expect(await good.close())
    }

    @Test("Calls that hold all threads of their tenant get the cancel that they wait for") func cancelled() async throws {
        let instance = try await TestPlugin.instance(plugin: try plugin())
        let ends = Mutex(0)
        for _ in 0..<2 {
            instance.handle(TestPlugin.request("until_cancel"), deadlineNanos: monotonicNanos() + 300_000_000) { _ in
                ends.withLock { $0 += 1 }
            }
        }
        await eventually { ends.withLock(\.self) == 2 && instance.underWay == 0 }
        #expect(await instance.close())
    }

    @Test("So do those of four tenants that hold half of all threads there may be") func cancelledInReserve() async throws {
        let plugin = try plugin()
        let ends = Mutex(0)
        var instances: [LiveInstance] = []
        for number in UInt32(1)...4 {
            let instance = try await TestPlugin.instance(tenant: tenant(number), plugin: plugin)
            instances.append(instance)
            for _ in 0..<2 {
                instance.handle(TestPlugin.request("until_cancel"), deadlineNanos: monotonicNanos() + 3_000_000_000) { _ in
                    ends.withLock { $0 += 1 }
                }
            }
        }
        await eventually { ends.withLock(\.self) == 8 && instances.allSatisfy { $0.underWay == 0 } }
        for instance in instances { #expect(await instance.close()) }
    }

    @Test("A call that is cancelled while it waits for a thread never reaches the plugin") func cancelledInLine() async throws {
        let instance = try await TestPlugin.instance(plugin: try plugin())
        let seat = Seat()
        let sitting = (0..<2).map { _ in instance.begin(seat.request) }
        let waiting = Task { try await instance.handle(TestPlugin.request("never")) }
        await eventually { instance.meter[.requestsInFlight].used(atNanos: 0) == 3 }
        waiting.cancel()
        await #expect(throws: PluginCallError.self) { _ = try await waiting.value }
        seat.free()
        for task in sitting { #expect(try await task.value == "stood up") }
        // The plugin would never complete it.
        #expect(await instance.close())
    }

    @Test("A line that is full refuses its own tenant alone") func full() async throws {
        let plugin = try plugin()
        let bad = try await TestPlugin.instance(
            tenant: TestPlugin.alpha, services: InstanceServices(meter: UsageMeter(Quotas([.callsWaiting: 3]))), plugin: plugin)
        let good = try await TestPlugin.instance(tenant: TestPlugin.beta, plugin: plugin)
        let seat = Seat()
        let sitting = (0..<2).map { _ in bad.begin(seat.request) }
        await eventually { plugin.threads.running(of: bad.threadOwner) == 2 }
        let waiting = (0..<3).map { _ in bad.begin(TestPlugin.request("echo", body: [66])) }
        let error = await #expect(throws: PluginCallError.self) { try await bad.handle(TestPlugin.request("echo")) }
        #expect(error?.quota == QuotaRefusal(quota: .callsWaiting, limit: 3, used: 4, retryAfterSeconds: 1))
        #expect(bad.meter[.callsWaiting].used(atNanos: 0) == 3 && bad.meter[.callsWaiting].refusals == 1)
        #expect(try await good.handle(TestPlugin.request("echo", body: [65])).text == "A")
        seat.free()
        for task in sitting { #expect(try await task.value == "stood up") }
        for task in waiting { #expect(try await task.value == "B") }
        #expect(bad.meter[.callsWaiting].used(atNanos: 0) == 0)
        #expect(await bad.close())
        #expect(await good.close())
    }
}
