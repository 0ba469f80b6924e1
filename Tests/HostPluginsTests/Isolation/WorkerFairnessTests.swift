import HostData
import HostTenancy
import Testing

@testable import HostPlugins

@Suite("Calls of one tenant fill its part of a shared worker, and nobody else's", .timeLimit(.minutes(5)))
struct WorkerFairnessTests {
    /// What a worker takes of one tenant at once.
    private func inside(_ inline: Bool) -> Int { WorkerTurns.limits(isInline: inline).width }

    private func tenant(_ number: UInt32) -> TenantContext {
        TenantContext(tenantId: "tenant\(number)", key: TenantKey(provider: 1, client: number))
    }

    /// Rests until a call for `stand` comes, in `start` where that may block.
    private func rest(_ inline: Bool) -> PluginHTTPRequest { TestPlugin.request(inline ? "rest_apart" : "rest") }

    private func waiting(_ instance: LiveInstance) -> Int { instance.meter[.callsWaiting].used(atNanos: 0) }

    private func status(_ call: () async throws -> String) async -> PluginStatus {
        do {
            _ = try await call()
            return .ok
        } catch { return (error as? PluginCallError)?.status ?? .internal }
    }

    @Test("Tenants whose calls do not end keep their own further ones waiting, and another's are answered", arguments: [true, false])
    func filled(inline: Bool) async throws {
        let pool = WorkerTests.pool()
        let plugin = try WorkerTests.plugin(inline: inline, sharing: .plugin)
        let good = try await WorkerTests.instance(pool, plugin, tenant: TestPlugin.beta)
        var bad: [LiveInstance] = []
        for number in UInt32(11)...13 { bad.append(try await WorkerTests.instance(pool, plugin, tenant: tenant(number))) }
        let resting = bad.flatMap { instance in (0..<30).map { _ in instance.begin(rest(inline)) } }
        for _ in 0..<50 { #expect(try await good.handle(TestPlugin.request("echo", body: [65])).text == "A") }
        for instance in bad { await eventually { waiting(instance) == 30 - inside(inline) } }
        for _ in 0..<50 { #expect(try await good.handle(TestPlugin.request("echo", body: [65])).text == "A") }
        for instance in bad {
            #expect(waiting(instance) == 30 - inside(inline))
            #expect(instance.meter[.requestsInFlight].used(atNanos: 0) == 30, "they all still wait")
        }
        #expect(waiting(good) == 0)
        #expect(try await good.handle(TestPlugin.request("stand")).text == "all")
        for task in resting { #expect(try await task.value == "stood up") }
        for instance in bad { #expect(waiting(instance) == 0) }
        for instance in bad + [good] { #expect(await instance.close()) }
        await pool.close()
    }

    @Test("A call that was answered and holds its thread still has its place until it gives that back") func lingering() async throws {
        let pool = WorkerTests.pool()
        let plugin = try WorkerTests.plugin(inline: false, sharing: .plugin)
        let good = try await WorkerTests.instance(pool, plugin, tenant: TestPlugin.beta)
        let bad = try await WorkerTests.instance(pool, plugin, tenant: tenant(11))
        let lingering = (0..<30).map { _ in bad.begin(TestPlugin.request("linger")) }
        for task in lingering.prefix(inside(false)) { #expect(try await task.value == "lingers") }
        for _ in 0..<50 { #expect(try await good.handle(TestPlugin.request("echo", body: [65])).text == "A") }
        #expect(waiting(bad) == 30 - inside(false))
        #expect(try await good.handle(TestPlugin.request("stand")).text == "all")
        for task in lingering { #expect(try await task.value == "lingers") }
        #expect(waiting(bad) == 0)
        for instance in [bad, good] { #expect(await instance.close()) }
        await pool.close()
    }

    @Test("A worker whose calls were answered and hold their threads far beyond their deadlines is ended") func heldForGood() async throws {
        let pool = WorkerTests.pool()
        let plugin = try WorkerTests.plugin(inline: false, sharing: .plugin)
        let bad = try await WorkerTests.instance(pool, plugin)
        let deadline = monotonicNanos() + 3_000_000_000
        #expect(try await bad.handle(TestPlugin.request("linger"), deadlineNanos: deadline).text == "lingers")
        await eventually { bad.workerReport != nil }
        guard case .hung(let reason) = bad.workerReport?.end else {
            Issue.record("\(String(describing: bad.workerReport))")
            return
        }
        #expect(reason.contains("the return of `start`"))
        #expect(try await bad.handle(TestPlugin.request("echo", body: [65])).text == "A", "in the next one")
        #expect(await bad.close())
        await pool.close()
    }

    @Test("A call in line ends by its deadline or its cancel and never reaches the plugin, one too many is refused, a job's run passes")
    func endsInLine() async throws {
        let pool = WorkerTests.pool()
        let plugin = try WorkerTests.plugin(sharing: .plugin)
        let services = InstanceServices(meter: UsageMeter(Quotas([.callsWaiting: 3])))
        let instance = try await WorkerTests.instance(pool, plugin, services: services)
        let other = try await WorkerTests.instance(pool, plugin, tenant: TestPlugin.beta)
        let resting = (0..<inside(true)).map { _ in instance.begin(rest(true)) }
        #expect(waiting(instance) == 0)
        let last = instance.begin(TestPlugin.request("echo", body: [66]))
        // The plugin would never complete it.
        let given = Task { await status { try await instance.handle(TestPlugin.request("never")).text } }
        await eventually { waiting(instance) == 2 }
        given.cancel()
        #expect(await given.value == .cancelled)
        let deadline = monotonicNanos() + 100_000_000
        #expect(await status { try await instance.handle(TestPlugin.request("never"), deadlineNanos: deadline).text } == .deadline)
        await eventually { waiting(instance) == 1 }
        let more = (0..<2).map { _ in instance.begin(TestPlugin.request("echo", body: [67])) }
        let refusal = await #expect(throws: PluginCallError.self) { try await instance.handle(TestPlugin.request("echo")) }
        #expect(refusal?.quota == QuotaRefusal(quota: .callsWaiting, limit: 3, used: 4, retryAfterSeconds: 1))
        let job = PluginJob(name: "nightly", runId: "1", attempt: 1, dueAtMicros: 0, fence: 1)
        #expect(await instance.run(job, deadlineNanos: .max) == .succeeded(summary: #"{"done":1}"#), "it waits for no turn")
        #expect(waiting(instance) == 3)
        #expect(try await other.handle(TestPlugin.request("stand")).text == "all")
        for task in resting { #expect(try await task.value == "stood up") }
        #expect(try await last.value == "B")
        for task in more { #expect(try await task.value == "C") }
        #expect(await instance.close())
        #expect(await other.close())
        await pool.close()
    }

    @Test("What a worker that dies had, and what was in line for it, goes on in the next one")
    func crash() async throws {
        let pool = WorkerTests.pool()
        let plugin = try WorkerTests.plugin(sharing: .plugin)
        let alpha = try await WorkerTests.instance(pool, plugin)
        let beta = try await WorkerTests.instance(pool, plugin, tenant: TestPlugin.beta)
        let resting = (0..<inside(true) + 4).map { _ in alpha.begin(rest(true)) }
        #expect(waiting(alpha) == 4)
        #expect(await status { try await beta.handle(TestPlugin.request("segv")).text } == .crashed)
        #expect(try await alpha.handle(TestPlugin.request("stand")).text == "all")
        for task in resting { #expect(try await task.value == "stood up") }
        await eventually { alpha.underWay == 0 }
        #expect(waiting(alpha) == 0)
        #expect(await alpha.close())
        #expect(await beta.close())
        await pool.close()
    }

    @Test("An instance that ends tells those in line") func ended() async throws {
        let pool = WorkerTests.pool()
        let plugin = try WorkerTests.plugin(sharing: .plugin)
        let alpha = try await WorkerTests.instance(pool, plugin)
        let beta = try await WorkerTests.instance(pool, plugin, tenant: TestPlugin.beta)
        let resting = (0..<inside(true) + 4).map { _ in alpha.begin(rest(true)) }
        #expect(await alpha.close(limitNanos: 100_000_000) == false)
        for task in resting.suffix(4) { #expect(await status { try await task.value } == .cancelled) }
        #expect(try await beta.handle(TestPlugin.request("stand")).text == "all")
        for task in resting.prefix(inside(true)) { #expect(await status { try await task.value } == .cancelled) }
        await eventually { alpha.underWay == 0 }
        #expect(await beta.close())
        await pool.close()
    }

    @Test("A call has its place until both it has ended and its start has returned, whichever is first") func returns() {
        var calls = WorkerCalls()
        for id in 1...3 as ClosedRange<UInt64> { calls.add(id, deadlineNanos: 50 + id, isOwed: true, place: Int(id), atNanos: 0) }
        // The place that it gives back; -1 for a return that nobody awaits.
        func returned(_ id: UInt64, atNanos now: UInt64) -> Int? {
            let (isAwaited, place) = calls.returned(id, atNanos: now)
            return isAwaited ? place : -1
        }
        #expect(returned(1, atNanos: 0) == 1)
        #expect(returned(1, atNanos: 0) == -1, "it has returned before")
        #expect(calls.complete(1, atNanos: 10) == nil && calls.count == 2)
        #expect(returned(1, atNanos: 10) == -1)
        #expect(calls.complete(2, atNanos: 10) == nil && calls[2] == nil)
        #expect(calls.owed == [3] && calls.count == 2 && calls.earliestDeadlineNanos == 52)
        #expect(returned(2, atNanos: 20) == 2)
        #expect(calls.complete(3, atNanos: 20) == nil && calls.owed.isEmpty && !calls.isEmpty && calls.isAtWork)
        calls.forgetReturning(atNanos: 30)
        #expect(calls.isEmpty && !calls.isAtWork && returned(3, atNanos: 30) == -1)
        #expect(calls.takeWorkedNanos(atNanos: 40) == 10 + 20 + 30)
    }

    @Test("A call gives its place back while it waits for the host, and has one again when it goes on; a job's run needs none")
    func places() {
        var calls = WorkerCalls()
        calls.add(1, deadlineNanos: 50, isOwed: true, place: 3, atNanos: 0)
        calls.beginWaiting(1, atNanos: 1)
        #expect(calls.takePlace(1) == 3)
        #expect(calls.takePlace(1) == nil)
        calls.beginWaiting(1, atNanos: 2)
        calls.endWaiting(1, atNanos: 3)
        var asked = 0
        func make(_ deadlineNanos: UInt64) -> Int {
            asked += 1
            #expect(deadlineNanos == 50)
            return 7
        }
        calls.givePlace(1, make)
        #expect(asked == 0, "it waits for another one still")
        calls.endWaiting(1, atNanos: 4)
        calls.givePlace(1, make)
        calls.givePlace(1, make)
        #expect(asked == 1 && calls.remove(1, atNanos: 5)?.place == 7)
        calls.givePlace(1, make)
        calls.add(2, deadlineNanos: 50, isOwed: true, isOfJob: true, atNanos: 6)
        calls.givePlace(2, make)
        #expect(asked == 1 && calls.remove(2, atNanos: 7)?.place == nil)
    }
}
