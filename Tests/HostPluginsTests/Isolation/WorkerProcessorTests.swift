import Logging
import Testing

@testable import HostPlugins

@Suite("A worker that computes for nobody is ended", .timeLimit(.minutes(3)))
struct WorkerProcessorTests {
    private let second: UInt64 = 1_000_000_000
    /// 60 s of a minute: a quarter of it is 15 s.
    private let quota: UInt64 = 60_000_000_000

    private func look(_ watch: inout WorkerProcessorWatch, at: UInt64, spent: UInt64, entitled: Bool, quota: UInt64? = nil) -> String? {
        watch.look(atNanos: at * second, spentNanos: spent, isEntitled: entitled, quotaNanosPerMinute: quota ?? self.quota)
    }

    @Test("A thread that spins after its call ends it once the window's share is used up, with numbers for the operator") func spinning() {
        var watch = WorkerProcessorWatch()
        #expect(look(&watch, at: 1, spent: second, entitled: true) == nil)
        // Belongs to the call that was under way at the last look.
        #expect(look(&watch, at: 2, spent: second, entitled: false) == nil)
        for at in 3..<18 as Range<UInt64> { #expect(look(&watch, at: at, spent: second, entitled: false) == nil, "\(at)") }
        let reason = look(&watch, at: 18, spent: second, entitled: false)
        let expected = "16000 ms of processor time within 60 s with no call under way; at most 15000 ms"
        #expect(reason?.contains(expected) == true, "\(reason ?? "")")
    }

    @Test("What calls use is theirs, up to twice the quota within a minute, however long they go on") func called() {
        var watch = WorkerProcessorWatch()
        for at in 1...600 as ClosedRange<UInt64> { #expect(look(&watch, at: at, spent: 2 * second, entitled: true) == nil) }
    }

    @Test("Calls that go on with many threads when the quota has long been used up end it, with numbers for the operator") func beyond() {
        var watch = WorkerProcessorWatch()
        for at in 1...7 as ClosedRange<UInt64> { #expect(look(&watch, at: at, spent: 16 * second, entitled: true) == nil) }
        let reason = look(&watch, at: 8, spent: 16 * second, entitled: true)
        let expected = "128000 ms of processor time within 60 s; at most 120000 ms are allowed, 200 % of cpu_milliseconds_per_minute"
        #expect(reason?.contains(expected) == true, "\(reason ?? "")")
    }

    @Test("A plugin whose call computes far beyond the quota loses its worker, and its caller is told") func spun() async throws {
        var options = WorkerPool.Options()
        // 600 ms, so that it need not burn many seconds of a busy machine.
        options.processor = WorkerProcessorWatch.Limits(percentOfQuotaInCalls: 1)
        let pool = WorkerPool(options: options, logger: Logger(label: "test"))
        let victim = try await WorkerTests.instance(pool, try WorkerTests.plugin())
        let unanswered = Task { try await victim.handle(TestPlugin.request("deaf")) }
        #expect(try await victim.handle(TestPlugin.request("spinon")).text == "spins")
        await #expect(throws: PluginCallError.self) { _ = try await unanswered.value }
        await eventually { victim.workerReport != nil }
        guard case .overLimit(let reason) = victim.workerReport?.end else {
            Issue.record("\(String(describing: victim.workerReport))")
            return
        }
        #expect(reason.contains("went on"))
        #expect(await victim.close())
        await pool.close()
    }

    @Test("A little now and then is housekeeping: what lies before the window is forgotten") func housekeeping() {
        var watch = WorkerProcessorWatch()
        _ = look(&watch, at: 1, spent: 0, entitled: false)
        // A fifth of the time is 12 s in each minute.
        for at in 2...1_000 as ClosedRange<UInt64> { #expect(look(&watch, at: at, spent: second / 5, entitled: false) == nil, "\(at)") }
        for at in 1_001...1_100 as ClosedRange<UInt64> {
            if look(&watch, at: at, spent: second / 2, entitled: false) != nil { return }
        }
        Issue.record("half of the time is more than a quarter")
    }

    @Test("The share follows the quota, of many tenants together too, and no quota overflows") func quotas() {
        func seconds(_ quota: UInt64) -> UInt64? {
            var watch = WorkerProcessorWatch()
            _ = look(&watch, at: 0, spent: 0, entitled: false)
            return (1...100).first { look(&watch, at: $0, spent: second, entitled: false, quota: quota) != nil }
        }
        #expect(seconds(0) == 1)
        #expect(seconds(quota / 10) == 2)
        #expect(seconds(quota) == 16)
        #expect(seconds(3 * quota) == 46)
        #expect(seconds(quota * 1_000) == nil)
        #expect(seconds(.max) == nil)
    }

    @Test("Such a plugin loses its worker, which counts as a crash of the plugin; other instances go on") func ended() async throws {
        var options = WorkerPool.Options()
        // 600 ms, so that it need not burn many seconds of a busy machine.
        options.processor = WorkerProcessorWatch.Limits(percentOfQuota: 1)
        let pool = WorkerPool(options: options, logger: Logger(label: "test"))
        let plugin = try WorkerTests.plugin()
        let victim = try await WorkerTests.instance(pool, plugin)
        let other = try await WorkerTests.instance(pool, plugin, tenant: TestPlugin.beta)
        let first = victim.code.worker?.worker.processId
        #expect(try await victim.handle(TestPlugin.request("spinon")).text == "spins")
        await eventually { victim.workerReport != nil }
        guard case .overLimit(let reason) = victim.workerReport?.end else {
            Issue.record("\(String(describing: victim.workerReport))")
            return
        }
        #expect(reason.contains("with no call under way"))
        let trace = try #require(victim.workerReport?.trace)
        #expect(CrashTrace(trace).names("libTest.so", "spin_on"), "\(trace)")
        await eventually { victim.plugin.counters.crashes.load(ordering: .relaxed) == 1 }
        #expect(try await victim.handle(TestPlugin.request("echo", body: [65])).text == "A")
        #expect(victim.code.worker?.worker.processId != first)
        #expect(other.workerReport == nil)
        #expect(try await other.handle(TestPlugin.request("echo", body: [66])).text == "B")
        #expect(await victim.close())
        #expect(await other.close())
        await pool.close()
    }
}
