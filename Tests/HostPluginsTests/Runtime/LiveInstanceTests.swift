import Glibc
import HostData
import HostJobs
import Synchronization
import TestSupport
import Testing

@testable import HostPlugins

@Suite("Calls into a plugin end exactly once, whatever the plugin does", .timeLimit(.minutes(5)))
struct LiveInstanceTests {
    private func status(_ instance: LiveInstance, _ request: PluginHTTPRequest, deadlineNanos: UInt64 = .max) async -> PluginStatus {
        do throws(PluginCallError) {
            _ = try await instance.handle(request, deadlineNanos: deadlineNanos)
            return .ok
        } catch {
            return error.status
        }
    }

    @Test("A request is answered on the caller's thread and on threads", arguments: [true, false]) func echo(inline: Bool) async throws {
        let instance = try await TestPlugin.instance(inline: inline)
        #expect(try await instance.handle(TestPlugin.request("echo", body: Array("hello".utf8))).text == "hello")
        #expect(try await instance.handle(TestPlugin.request("later")).text == "late")
        #expect(await instance.close())
    }

    @Test("A refusal carries the plugin's status and words") func refusal() async throws {
        let instance = try await TestPlugin.instance()
        await #expect(throws: PluginCallError(.conflict, "already so")) { try await instance.handle(TestPlugin.request("refuse")) }
        #expect(await instance.close())
    }

    @Test("A second completion is stale and counted") func twice() async throws {
        let instance = try await TestPlugin.instance()
        #expect(try await instance.handle(TestPlugin.request("twice")).text == "1")
        #expect(instance.plugin.counters.staleCompletions.load(ordering: .relaxed) == 1)
        #expect(try await instance.handle(TestPlugin.request("both")).text == "1")
        #expect(instance.plugin.counters.staleCompletions.load(ordering: .relaxed) == 2)
        #expect(await instance.close())
    }

    @Test("A plugin that is silent until it is cancelled costs its caller no more than the deadline") func never() async throws {
        let instance = try await TestPlugin.instance()
        #expect(await status(instance, TestPlugin.request("never"), deadlineNanos: monotonicNanos() + 30_000_000) == .deadline)
        #expect(instance.plugin.counters.expirations.load(ordering: .relaxed) == 1)
        // The deadline pushed a cancel, and the plugin's completion came late.
        await eventually { instance.underWay == 0 }
        #expect(instance.plugin.counters.lateCompletions.load(ordering: .relaxed) == 1)
        #expect(await instance.close())
    }

    @Test("A completion after the deadline is stale and counted") func late() async throws {
        let instance = try await TestPlugin.instance(inline: false)
        #expect(await status(instance, TestPlugin.request("late"), deadlineNanos: monotonicNanos() + 20_000_000) == .deadline)
        await eventually { instance.underWay == 0 }
        #expect(instance.plugin.counters.lateCompletions.load(ordering: .relaxed) == 1)
        #expect(await instance.close())
    }

    @Test("A plugin that never completes is left behind when it is closed, and its handle is dead") func deaf() async throws {
        let instance = try await TestPlugin.instance()
        #expect(await status(instance, TestPlugin.request("deaf"), deadlineNanos: monotonicNanos() + 10_000_000) == .deadline)
        #expect(await instance.close(limitNanos: 50_000_000) == false)
        #expect(PluginRuntime.shared.handles.instance(instance.host) == nil)
    }

    @Test("Cancelling the task asks the plugin to end") func cancel() async throws {
        let instance = try await TestPlugin.instance()
        let task = Task { await status(instance, TestPlugin.request("never")) }
        await eventually { instance.underWay == 1 }
        task.cancel()
        #expect(await task.value == .cancelled)
        #expect(await instance.close())
    }

    @Test("A plugin that blocks its threads delays only itself, and too many waiting calls are refused") func blocking() async throws {
        let blocked = try await TestPlugin.instance(inline: false)
        let free = try await TestPlugin.instance(inline: false, tenant: TestPlugin.beta)
        let slow = (0..<4).map { _ in blocked.begin(TestPlugin.request("block")) }
        #expect(try await free.handle(TestPlugin.request("echo", body: [65])).text == "A")
        for task in slow { #expect(try await task.value == "slow") }
        #expect(await blocked.close())
        #expect(await free.close())
    }

    @Test("Inline calls that take too long move the plugin to threads of its own") func overrun() async throws {
        let instance = try await TestPlugin.instance()
        var calls = 0
        // The first one is not measured: it only turns the watch on.
        while instance.plugin.isInline, calls <= OverrunWatch.withinCalls {
            #expect(try await instance.handle(TestPlugin.request("hold")).text == "held")
            calls += 1
        }
        #expect(!instance.plugin.isInline)
        #expect(calls > OverrunWatch.overruns)
        #expect(instance.plugin.counters.overruns.load(ordering: .relaxed) == calls)
        #expect(await instance.close())
    }

    @Test("A few long calls close together are the plugin's doing; far apart, or hardly too long, a busy machine's") func overrunWatch() {
        func moves(_ calls: [Int], milliseconds: UInt64) -> [Bool] {
            var watch = OverrunWatch()
            return calls.map { watch.overran(atCall: $0, ownNanos: milliseconds * 1_000_000) }
        }
        #expect(moves([100, 200, 300, 301, 302], milliseconds: 20) == [false, false, false, false, true])
        #expect(moves([1, 17, 34, 35], milliseconds: 20) == [false, false, false, true])
        #expect(moves([1, 2, 3], milliseconds: 100) == [false, false, true], "never for fewer than three")
        #expect(!moves(Array(stride(from: 100, to: 10_000, by: 100)), milliseconds: 20).contains(true))
        #expect(!moves(Array(stride(from: 0, to: 1_000, by: 8)), milliseconds: 5).contains(true), "four of 32, 20 ms together")
        #expect(moves(Array(0..<32), milliseconds: 2).contains(true), "every call, if only by a little")
    }

    @Test("Only computing and sleeping are the plugin's own doing; a thread that was preempted or stood in line did neither")
    func ownDoing() {
        let before = ThreadEffort(clockNanos: 9_000_000, processorNanos: 5_000_000, queuedNanos: 3_000_000, voluntaryWaits: 7)
        func own(clock: UInt64, processor: UInt64 = 20, queued: UInt64 = 0, waits: Int = 0) -> UInt64 {
            ThreadEffort(
                clockNanos: before.clockNanos + clock, processorNanos: before.processorNanos + processor,
                queuedNanos: before.queuedNanos + queued, voluntaryWaits: before.voluntaryWaits + waits
            ).ownNanos(since: before)
        }
        #expect(own(clock: 5_000, processor: 4_900) == 4_900)
        #expect(own(clock: 5_000) == 20, "preempted, by a kernel that does not tell of the line")
        #expect(own(clock: 5_000, queued: 4_980) == 20, "preempted")
        #expect(own(clock: 5_000, waits: 1) == 5_000, "slept")
        #expect(own(clock: 5_000, queued: 4_900, waits: 1) == 100, "waited for a lock, then in line")
        #expect(own(clock: 5_000, queued: 6_000, waits: 1) == 20, "clocks that do not quite agree")
    }

    @Test("A thread's own effort grows with what it computes and with what it sleeps") func effort() {
        let start = ThreadEffort.current
        var sum: UInt64 = 0
        while ThreadEffort.current.processorNanos < start.processorNanos + 2_000_000 { sum &+= 1 }
        let computed = ThreadEffort.current
        #expect(computed.ownNanos(since: start) >= 2_000_000)
        usleep(3_000)
        let slept = ThreadEffort.current
        #expect(slept.voluntaryWaits > computed.voluntaryWaits)
        // On a busy machine part of that sleep may count as standing in line, since the two clocks are read one after the other.
        let inLine = slept.queuedNanos - computed.queuedNanos
        #expect(slept.ownNanos(since: computed) + inLine >= 2_900_000)
    }

    @Test("Preempted calls never move a plugin, however many and however close") func preempted() async throws {
        let instance = try await TestPlugin.instance()
        for _ in 0..<100 {
            // What a preempted call looks like: long by the clock, and its thread has done next to nothing.
            instance.plugin.overran(nanos: 5_000_000, since: .current, tenant: "alpha")
        }
        #expect(instance.plugin.isInline)
        #expect(instance.plugin.effortIfWatched() != nil)
        #expect(await instance.close())
    }

    @Test("Random bytes as an answer fail the call and nothing else") func wild() async throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("seed \(seed)")
        var random = SeededRandom(seed)
        let instance = try await TestPlugin.instance()
        var answer = MessageWriter(kind: 2, fields: 3)
        answer.add(1, integer: 200)
        answer.add(2, text: "text/plain")
        answer.add(4, bytes: Array("body".utf8))
        let valid = answer.finish()
        for _ in 0..<2_000 {
            var bytes = valid
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255, using: &random)
            }
            _ = await status(instance, TestPlugin.request("wild", body: bytes))
        }
        #expect(instance.plugin.counters.malformedAnswers.load(ordering: .relaxed) > 0)
        await eventually { instance.underWay == 0 }
        #expect(await instance.close())
    }

    @Test("A header that belongs to the host fails the call") func header() async throws {
        let instance = try await TestPlugin.instance()
        #expect(await status(instance, TestPlugin.request("header")) == .internal)
        #expect(await instance.close())
    }

    @Test("A service that was not granted is a null pointer") func services() async throws {
        var services = InstanceServices()
        services.hasClock = true
        services.events = EventService(bus: EventBus(), plugin: "test", topics: ["news"], tenantKey: 1)
        let instance = try await TestPlugin.instance(services: services)
        #expect(try await instance.handle(TestPlugin.request("services")).text == "001010")
        #expect(await instance.close())
    }

    @Test("A handle that nobody has finds no service and completes nothing") func deadHandle() async throws {
        let instance = try await TestPlugin.instance()
        #expect(try await instance.handle(TestPlugin.request("deadhandle")).text == "11")
        #expect(await instance.close())
    }

    @Test("A refused create names the plugin's reason; one that is too slow is given up") func create() async throws {
        do {
            _ = try await TestPlugin.instance(settings: #"{"mode":"refuse"}"#)
            Issue.record("expected a failure")
        } catch let error as PluginRuntimeError {
            #expect(error.code == .createFailed)
            #expect(error.message.contains("no thanks"))
        }
        do {
            _ = try await TestPlugin.instance(settings: #"{"mode":"sleep"}"#, limitNanos: 20_000_000)
            Issue.record("expected a failure")
        } catch let error as PluginRuntimeError {
            #expect(error.code == .createTimedOut)
        }
    }

    @Test("Closing cancels jobs, waits for calls, then refuses new ones") func close() async throws {
        let instance = try await TestPlugin.instance(inline: false)
        let job = PluginJob(name: "hang", runId: "1", attempt: 1, dueAtMicros: 0, fence: 1)
        let run = Task { await instance.run(job, deadlineNanos: monotonicNanos() + 60_000_000_000) }
        // The plugin has it: one that still waited for a thread would end with the host's word.
        await eventually {
            instance.underWay == 1 && instance.meter[.callsWaiting].used(atNanos: 0) == 0
                && instance.plugin.threads.running(of: instance.threadOwner) == 0
        }
        let request = instance.begin(TestPlugin.request("later"))
        #expect(await instance.close())
        #expect(try await request.value == "late")
        #expect(await run.value == .cancelled(reason: "as you wish"))
        #expect(await status(instance, TestPlugin.request("echo")) == .notFound)
    }

    @Test("A job gives its summary") func job() async throws {
        let instance = try await TestPlugin.instance()
        let job = PluginJob(name: "nightly", runId: "1", attempt: 1, dueAtMicros: 0, fence: 1)
        #expect(await instance.run(job, deadlineNanos: monotonicNanos() + 5_000_000_000) == .succeeded(summary: #"{"done":1}"#))
        #expect(await instance.close())
    }

    @Test("What a plugin publishes reaches who may see the tenant, and nothing malformed does") func publish() async throws {
        let bus = EventBus()
        var services = InstanceServices()
        services.events = EventService(bus: bus, plugin: "test", topics: ["news"], tenantKey: TestPlugin.alpha.key.rawValue)
        let instance = try await TestPlugin.instance(services: services)
        let provider = bus.subscribe(sight: TenantKey(provider: 1).sight)
        let stranger = bus.subscribe(sight: TestPlugin.beta.sight)
        #expect(try await instance.handle(TestPlugin.request("publish", body: Array(#"{"a":1}"#.utf8))).text == "0")
        #expect(try await instance.handle(TestPlugin.request("publish", body: Array(#"{"a":1"#.utf8))).text == "1")
        guard case .event(let event)? = await provider.next() else {
            Issue.record("expected an event")
            return
        }
        #expect(event.topic == "test.news")
        bus.publish(HostEvent(tenantKey: TestPlugin.beta.key.rawValue, topic: "test.own", payloadJSON: Array("{}".utf8)))
        guard case .event(let own)? = await stranger.next() else {
            Issue.record("expected an event")
            return
        }
        #expect(own.topic == "test.own")
        stranger.end()
        provider.end()
        #expect(await instance.close())
    }
}
