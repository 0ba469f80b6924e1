import EventLoop
import Foundation
import HostData
import HostEgress
import HostTenancy
import Logging
import PostgresClient
import Synchronization
import Testing

@testable import HostPlugins

@Suite("What can be caught in the host's process is counted, and the instance moved to a worker", .timeLimit(.minutes(5)))
struct ContainmentTests {
    private static let alpha = Tenant(
        id: "alpha", key: TenantKey(provider: 1, client: 1), kind: .client, name: "Alpha", parentId: "north", slots: 2, isEnabled: true)
    private static let beta = Tenant(
        id: "beta", key: TenantKey(provider: 1, client: 2), kind: .client, name: "Beta", parentId: "north", slots: 2, isEnabled: true)

    /// A host where both tenants have the plugin in the process, and alpha's instance.
    private func world(
        calls: String = "inline", more: String = "worker_safe: true", logger: Logger = Logger(label: "test")
    ) async throws -> (PluginHost, LiveInstance) {
        let host = try TestPlugin.host(logger: logger)
        let manifest = try TestPlugin.manifest(calls: calls, more: more)
        await host.load([RunnablePlugin(manifest: manifest, libraryPath: try TestPlugin.library())])
        let instances = ["alpha", "beta"].map {
            HostTenancy.PluginInstance(tenantId: $0, plugin: "test", isEnabled: true, settingsJSON: "{}", isolation: nil, version: 1)
        }
        await host.apply(DirectorySnapshot(generation: 1, tenants: [Self.alpha, Self.beta], instances: instances))
        return (host, try #require(host.routes.instance(tenantKey: Self.alpha.key.rawValue, plugin: "test")))
    }

    private func moves(_ host: PluginHost) async { await eventually { host.isolation(tenant: "alpha", plugin: "test") != "host" } }

    /// A demotion is noted at once, and the instance moved later.
    private func isMoving(_ host: PluginHost) -> Bool {
        host.isDemotionUnkept(tenantKey: Self.alpha.key.rawValue, plugin: "test", version: "1.0.0")
    }

    @Test("Calls that are never completed") func missing() async throws {
        let (host, bad) = try await world()
        for _ in 0..<ContainmentWatch.maximumMissing {
            let error = await #expect(throws: PluginCallError.self) {
                // Long enough to reach the plugin on a busy machine: a call that is over before that owes nothing.
                try await bad.handle(TestPlugin.request("deaf"), deadlineNanos: monotonicNanos() + 5_000_000_000)
            }
            #expect(error?.status == .deadline)
        }
        #expect(host.isolation(tenant: "alpha", plugin: "test") == "host", "a late completion may still come")
        await moves(host)
        #expect(host.isolation(tenant: "alpha", plugin: "test") == "worker (demoted: 5 calls that were never completed)")
        #expect(host.isolation(tenant: "beta", plugin: "test") == "host")
        await host.close(limitNanos: 1_000_000_000)
    }

    @Test("A call whose caller gave up may go on until its own deadline; after it its completion is missing as any other")
    func cancelled() async throws {
        let (host, bad) = try await world()
        func giveUp(deadlineNanos: UInt64, besides lawful: Int = 0) async {
            let calls = (0..<ContainmentWatch.maximumMissing).map { _ in
                Task { try await bad.handle(TestPlugin.request("deaf"), deadlineNanos: deadlineNanos) }
            }
            await eventually { bad.meter[.requestsInFlight].used(atNanos: 0) == lawful + ContainmentWatch.maximumMissing }
            for call in calls { call.cancel() }
            for call in calls { await #expect(throws: PluginCallError.self) { _ = try await call.value } }
        }
        await giveUp(deadlineNanos: monotonicNanos() + LiveInstance.httpLimitNanos)
        try await Task.sleep(nanoseconds: ContainmentWatch.overdueNanos + 1_500_000_000)
        #expect(host.isolation(tenant: "alpha", plugin: "test") == "host", "they are within their deadlines")
        let held = PluginRuntime.shared.table.heldBeyondEnd(graceNanos: 1_000_000_000)[bad.handle]
        #expect(held?.calls ?? 0 == 0, "and hold nothing beyond their end")
        await giveUp(deadlineNanos: monotonicNanos() + 10_000_000_000, besides: ContainmentWatch.maximumMissing)
        await moves(host)
        #expect(host.isolation(tenant: "alpha", plugin: "test") == "worker (demoted: 5 calls that were never completed)")
        await host.close(limitNanos: 1_000_000_000)
    }

    @Test("A call that waited for a thread until its deadline is nobody's breach") func queued() async throws {
        let (host, slow) = try await world(calls: "threads")
        // Ten seconds for two threads; all of it begun from here, whatever else the machine does.
        let slowEnds = Mutex(0)
        for _ in 0..<70 { slow.handle(TestPlugin.request("block")) { _ in slowEnds.withLock { $0 += 1 } } }
        let errors = Mutex<[PluginStatus?]>([])
        let calls = 2 * ContainmentWatch.maximumMissing
        for _ in 0..<calls {
            slow.handle(TestPlugin.request("echo"), deadlineNanos: monotonicNanos() + 20_000_000) { result in
                let status: PluginStatus? = if case .failure(let error) = result { error.status } else { nil }
                errors.withLock { $0.append(status) }
            }
        }
        await eventually { errors.withLock { $0.count } == calls }
        #expect(errors.withLock(\.self) == Array(repeating: .deadline, count: calls))
        try await Task.sleep(nanoseconds: ContainmentWatch.overdueNanos + 1_500_000_000)
        await eventually { slowEnds.withLock(\.self) == 70 }
        #expect(try await slow.handle(TestPlugin.request("echo", body: [65])).text == "A")
        #expect(host.isolation(tenant: "alpha", plugin: "test") == "host")
        await host.close()
    }

    @Test("Calls that hold the tenant's threads beyond their deadlines; other tenants are served meanwhile") func threads() async throws {
        let (host, bad) = try await world(calls: "threads")
        let innocent = try #require(host.routes.instance(tenantKey: Self.beta.key.rawValue, plugin: "test"))
        let seat = Seat()
        for _ in 0..<bad.plugin.threads.limits.width { bad.handle(seat.request, deadlineNanos: monotonicNanos() + 5_000_000_000) { _ in } }
        await eventually {
            // What is asked meanwhile waits, is refused, and is answered at last.
            _ = try? await bad.handle(TestPlugin.request("echo"), deadlineNanos: monotonicNanos() + 100_000_000)
            let answer = try? await innocent.handle(TestPlugin.request("echo", body: [65]))
            return answer?.text == "A" && host.isolation(tenant: "alpha", plugin: "test") != "host"
        }
        #expect(
            host.isolation(tenant: "alpha", plugin: "test")
                == "worker (demoted: its calls hold the plugin's threads beyond their deadlines)")
        let moved = try #require(host.routes.instance(tenantKey: Self.alpha.key.rawValue, plugin: "test"))
        #expect(try await moved.handle(TestPlugin.request("echo", body: [66])).text == "B")
        #expect(host.isolation(tenant: "beta", plugin: "test") == "host")
        seat.free()
        await host.close()
    }

    @Test("Calls that compute for too long, again and again; wherever the host runs them meanwhile") func overruns() async throws {
        let (host, bad) = try await world()
        // The first long call on a loop only turns the thread's own clock on; the plugin may be moved to its threads between them.
        for _ in 0...OverrunTally.maximumOverruns where host.isolation(tenant: "alpha", plugin: "test") == "host" {
            #expect(try await bad.handle(TestPlugin.request("burn")).text == "spun")
        }
        await moves(host)
        #expect(isMoving(host), "as long as the directory does not know")
        #expect(
            host.isolation(tenant: "alpha", plugin: "test")
                == "worker (demoted: 16 calls and more within a minute computed for longer than 1 ms each)")
        #expect(host.isolation(tenant: "beta", plugin: "test") == "host")
        await host.close()
    }

    @Test("Calls that take long by the clock and compute nothing, as all do on a busy machine, demote nobody") func sleeping() async throws
    {
        let (host, slow) = try await world()
        for _ in 0..<(2 * OverrunTally.maximumOverruns) { #expect(try await slow.handle(TestPlugin.request("hold")).text == "held") }
        #expect(!isMoving(host))
        #expect(host.isolation(tenant: "alpha", plugin: "test") == "host")
        #expect(host.routes.instance(tenantKey: Self.alpha.key.rawValue, plugin: "test") === slow)
        await host.close()
    }

    @Test("A manifest that is not worker-safe keeps it where it is, whatever it computes") func stays() async throws {
        let log = LogLines()
        let (host, bad) = try await world(more: "worker_safe: false", logger: log.logger)
        for _ in 0..<(2 * OverrunTally.maximumOverruns) { _ = try await bad.handle(TestPlugin.request("burn")) }
        await eventually { log.text.contains("its manifest does not say worker_safe: it stays in the host") }
        #expect(!isMoving(host))
        #expect(host.routes.instance(tenantKey: Self.alpha.key.rawValue, plugin: "test") === bad)
        await host.close()
    }

    @Test("Overruns count within a minute, and by what they computed together") func tally() {
        func trips(_ calls: [(second: UInt64, milliseconds: UInt64)]) -> Int? {
            var tally = OverrunTally()
            return calls.firstIndex { tally.overran(processorNanos: $0.milliseconds * 1_000_000, atNanos: $0.second * 1_000_000_000) }
        }
        #expect(trips((0..<40).map { ($0, 20) }) == 15, "the sixteenth")
        #expect(trips((0..<40).map { ($0, 2) }) == nil, "32 of the longest are 64 ms")
        #expect(trips((0..<200).map { ($0 * 5, 100) }) == nil, "thirteen in a minute")
        #expect(trips((0..<15).map { ($0, 1_000) }) == nil, "fifteen")
        #expect(trips((0..<100).map { _ in (1, 2) } + (0..<16).map { _ in (2, 30) }) != nil, "short ones do not hide long ones")
    }

    @Test("A write past the memory that was lent for errors, the first time") func overwrite() async throws {
        let (host, bad) = try await world()
        await #expect(throws: PluginCallError(.conflict, "already so")) { try await bad.handle(TestPlugin.request("refuse")) }
        #expect(bad.plugin.counters.malformedAnswers.load(ordering: .relaxed) == 0)
        await #expect(throws: PluginCallError(.conflict, "beyond")) { try await bad.handle(TestPlugin.request("overwrite")) }
        #expect(bad.plugin.counters.malformedAnswers.load(ordering: .relaxed) == 1)
        await moves(host)
        #expect(
            host.isolation(tenant: "alpha", plugin: "test") == "worker (demoted: it wrote past the error buffer that it was lent)")
        #expect(host.isolation(tenant: "beta", plugin: "test") == "host")
        await host.close()
    }

    @Test("Operations that outlive their calls, look after look; what has no call of its own is nobody's") func leaks() async throws {
        let (host, bad) = try await world()
        let beta = try #require(host.routes.instance(tenantKey: Self.beta.key.rawValue, plugin: "test"))
        // What it is for ends before it does.
        let (call, over) = try HostOperation.open(bad, parent: 0, mayChange: false, onResult: { _, _, _, _, _ in }, context: nil)
        let left = try (0..<ContainmentWatch.maximumHeld).map { _ in
            try HostOperation.open(bad, parent: over, mayChange: false, onResult: { _, _, _, _, _ in }, context: nil)
        }
        let lawful = try (0..<ContainmentWatch.maximumHeld).map { _ in
            try HostOperation.open(beta, parent: 0, mayChange: false, onResult: { _, _, _, _, _ in }, context: nil)
        }
        call.withdraw(over)
        for _ in 0..<3 * ContainmentWatch.looksInARow { host.lookAtHeld() }
        #expect(host.isolation(tenant: "alpha", plugin: "test") == "host", "they may run out")
        for _ in 0..<ContainmentWatch.looksInARow { host.lookAtHeld(graceNanos: 0) }
        await moves(host)
        #expect(
            host.isolation(tenant: "alpha", plugin: "test")
                == "worker (demoted: \(ContainmentWatch.maximumHeld) operations were left open by calls that had ended)")
        #expect(host.isolation(tenant: "beta", plugin: "test") == "host")
        for (operation, id) in left + lawful { operation.withdraw(id) }
        await host.close(limitNanos: 1_000_000_000)
    }

    @Test("Operations that were left open count when they stay, look after look") func held() {
        let reasons = Mutex<[String]>([])
        let watch = ContainmentWatch { reason in reasons.withLock { $0.append(reason) } }
        let many = HeldBeyondEnd(operations: ContainmentWatch.maximumHeld - 2, deviceRounds: 2)
        watch.holds(many)
        watch.holds(many)
        watch.holds(HeldBeyondEnd(calls: 100, operations: ContainmentWatch.maximumHeld - 1))
        watch.holds(many)
        watch.holds(many)
        #expect(reasons.withLock(\.self).isEmpty)
        watch.holds(many)
        watch.holds(many)
        #expect(reasons.withLock(\.self) == ["32 operations were left open by calls that had ended"])
    }

    @Test("A handle that is used after its instance's end is counted for the plugin") func late() async throws {
        let instance = try await TestPlugin.instance()
        let host = instance.host
        #expect(await instance.close())
        for _ in 0..<3 { #expect(HostTables.api.pointee.service!(host, "hashinsight.log/1") == nil) }
        #expect(instance.plugin.counters.lateUses.load(ordering: .relaxed) == 3)
    }
}
