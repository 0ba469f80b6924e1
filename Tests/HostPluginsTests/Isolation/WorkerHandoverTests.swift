import EventLoop
import HostData
import Logging
import PluginABI
import Synchronization
import Testing

@testable import HostPlugins

@Suite("What comes while a worker's process is made, left or ended is not lost", .timeLimit(.minutes(3)))
struct WorkerHandoverTests {
    @Test("The late end of a process that an instance was taken out of does not take it out of the next one") func lateEnd() async throws {
        let pool = WorkerTests.pool()
        let alpha = try await WorkerTests.instance(pool, inline: false)
        let proxy = try #require(alpha.code.worker)
        let resting = alpha.begin(TestPlugin.request("rest")) { $0.text }
        #expect(try await alpha.handle(TestPlugin.request("echo", body: [65])).text == "A")
        let hasEnded = Mutex(false)
        let old = WorkerSession(
            loop: proxy.worker.loop, memoryBytes: 0,
            observer: WorkerSession.Observer(
                ready: { _, _ in }, canPart: { _ in false }, severed: { _, _, _ in }, looked: { _ in }, line: { _ in },
                ended: { _, _, _ in hasEnded.withLock { $0 = true } }))
        _ = old.bind(proxy)
        old.fail(WorkerProcess.SpawnError(message: "it is of long ago"))
        await eventually { hasEnded.withLock(\.self) }
        #expect(alpha.underWay == 1)
        #expect(try await alpha.handle(TestPlugin.request("stand")).text == "all")
        #expect(try await resting.value == "stood up")
        #expect(await alpha.close())
        await pool.close()
    }

    @Test("Instances that wait while others are made have their whole time when it is their turn") func manyMade() async throws {
        var options = WorkerPool.Options()
        options.creationNanos = 4_000_000_000
        let pool = WorkerPool(options: options, logger: Logger(label: "test"))
        let plugin = try WorkerTests.plugin(sharing: .plugin)
        let made = try await withThrowingTaskGroup(of: LiveInstance.self) { group in
            for number in 1...12 {
                let tenant = TenantContext(tenantId: "t\(number)", key: TenantKey(provider: UInt32(number)))
                group.addTask { try await WorkerTests.instance(pool, plugin, tenant: tenant, settings: #"{"x":"doze"}"#) }
            }
            var made: [LiveInstance] = []
            for try await one in group { made.append(one) }
            return made
        }
        #expect(made.count == 12 && plugin.counters.crashes.load(ordering: .relaxed) == 0)
        for one in made {
            #expect(try await one.handle(TestPlugin.request("echo", body: [65])).text == "A")
            #expect(await one.close())
        }
        await pool.close()
    }

    @Test("A call that its caller gave up before it began never reaches the plugin", arguments: [true, false])
    func cancelledEarly(inline: Bool) async throws {
        let pool = WorkerTests.pool()
        let alpha = try await WorkerTests.instance(pool, inline: inline)
        let given = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            _ = try await alpha.handle(TestPlugin.request("never"))
        }
        let error = await #expect(throws: PluginCallError.self) { try await given.value }
        #expect(error?.status == .cancelled)
        #expect(alpha.underWay == 0)
        #expect(await alpha.close())
        await pool.close()
    }

    @Test("An instance that comes while the process is asked to end is made in the next one") func drained() async throws {
        let pool = WorkerTests.pool()
        let plugin = try WorkerTests.plugin(sharing: .plugin)
        let alpha = try await WorkerTests.instance(pool, plugin)
        let worker = try #require(alpha.code.worker?.worker)
        // As if its last instance had left, and another had come before the process was told.
        let session = worker.state.withLock { state in
            #expect(state.supervisor.idleTooLong() == .drain)
            return state.session
        }
        session?.finish()
        let beta = Task { try await WorkerTests.instance(pool, plugin, tenant: TestPlugin.beta) }
        await Task.yield()
        worker.perform(.drain)
        #expect(try await beta.value.handle(TestPlugin.request("echo", body: [65])).text == "A")
        #expect(try await alpha.handle(TestPlugin.request("echo", body: [65])).text == "A")
        #expect(try await beta.value.close())
        #expect(await alpha.close())
        await pool.close()
    }
}
