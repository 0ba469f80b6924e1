import EventLoop
import Logging
import Testing

@testable import HostPlugins

@Suite("A tenant that a shared worker may have died of gets one of its own, and the others go on", .timeLimit(.minutes(3)))
struct WorkerApartTests {
    private func pool(_ change: (inout WorkerPool.Options) -> Void = { _ in }) -> WorkerPool {
        var options = WorkerPool.Options()
        change(&options)
        return WorkerPool(options: options, logger: Logger(label: "test"))
    }

    private func status(_ instance: LiveInstance, _ route: String) async -> PluginStatus {
        do throws(PluginCallError) {
            _ = try await instance.handle(TestPlugin.request(route))
            return .ok
        } catch { return error.status }
    }

    private func process(_ instance: LiveInstance) -> Int32? { instance.code.worker?.worker.processId }

    @Test("Its further crashes are its own, up to the last: who shared the worker with it stays in one process and loses nothing")
    func crashes() async throws {
        let pool = pool()
        let plugin = try WorkerTests.plugin(sharing: .plugin)
        let alpha = try await WorkerTests.instance(pool, plugin)
        let beta = try await WorkerTests.instance(pool, plugin, tenant: TestPlugin.beta)
        #expect(process(alpha) == process(beta) && process(alpha) != nil)
        #expect(await status(alpha, "segv") == .crashed)
        // Not one of the calls that the dying process takes with it.
        await eventually { beta.workerReport != nil }
        #expect(await status(beta, "echo") == .ok)
        #expect(await status(alpha, "echo") == .ok)
        let shared = process(beta)
        #expect(process(alpha) != shared && alpha.isApart && !beta.isApart)
        // Under way in the shared one while the other dies.
        let waiting = Task { await status(beta, "never") }
        await eventually { beta.underWay == 1 }
        // Its call was begun once more there, so one crash is behind it.
        for _ in 1..<WorkerSupervisor.maximumCrashes {
            await eventually { await status(alpha, "segv") == .crashed }
            #expect(await status(beta, "echo") == .ok)
        }
        await eventually { alpha.workerTrouble?.hasPrefix("parked after ") == true }
        #expect(await status(alpha, "echo") == .unavailable)
        #expect(beta.workerTrouble == nil && process(beta) == shared && beta.underWay == 1)
        // Off and on: it gets another chance, still alone.
        #expect(await alpha.close())
        let again = try await WorkerTests.instance(pool, plugin)
        #expect(await status(again, "echo") == .ok)
        #expect(again.isApart && process(again) != shared)
        #expect(await again.close())
        waiting.cancel()
        _ = await beta.close(limitNanos: 500_000_000)
        await pool.close()
    }

    @Test("One that gets along alone for long enough comes back, and calls meanwhile are answered") func back() async throws {
        let pool = pool { $0.apartNanos = 8_000_000_000 }
        let plugin = try WorkerTests.plugin(sharing: .plugin)
        let alpha = try await WorkerTests.instance(pool, plugin)
        let beta = try await WorkerTests.instance(pool, plugin, tenant: TestPlugin.beta)
        #expect(await status(alpha, "segv") == .crashed)
        // Not one of the calls that the dying process takes with it.
        await eventually { beta.workerReport != nil }
        #expect(await status(alpha, "echo") == .ok)
        #expect(alpha.isApart)
        while alpha.isApart {
            #expect(await status(alpha, "echo") == .ok)
            #expect(await status(beta, "echo") == .ok)
        }
        #expect(await status(alpha, "echo") == .ok)
        #expect(process(alpha) == process(beta) && process(beta) != nil)
        #expect(await alpha.close())
        #expect(await beta.close())
        await pool.close()
    }

    @Test("A crash while an instance is made: the others are there again, and it is tried again in a worker of its own") func making()
        async throws
    {
        let pool = pool()
        let plugin = try WorkerTests.plugin(sharing: .plugin)
        let beta = try await WorkerTests.instance(pool, plugin, tenant: TestPlugin.beta)
        func make() async -> Bool { (try? await WorkerTests.instance(pool, plugin, settings: #"{"a":"crash"}"#, isFresh: false)) != nil }
        #expect(await make() == false)
        #expect(await status(beta, "echo") == .ok)
        let shared = process(beta)
        for _ in 0..<3 { #expect(await make() == false) }
        #expect(await status(beta, "echo") == .ok)
        #expect(process(beta) == shared && !beta.isApart)
        #expect(await beta.close())
        await pool.close()
    }

    @Test("A thread that dies after its calls leaves no trace of whose it was: after the third death each is alone, and one of them parked")
    func threads() async throws {
        let pool = pool()
        let plugin = try WorkerTests.plugin(sharing: .plugin)
        let alpha = try await WorkerTests.instance(pool, plugin)
        let beta = try await WorkerTests.instance(pool, plugin, tenant: TestPlugin.beta)
        await eventually {
            _ = await status(alpha, "abort_later")
            return alpha.isApart
        }
        await eventually { await status(beta, "echo") == .ok }
        let before = process(beta)
        await eventually {
            _ = await status(alpha, "abort_later")
            return alpha.workerTrouble?.hasPrefix("parked after ") == true
        }
        #expect(await status(beta, "echo") == .ok)
        #expect(process(beta) == before && beta.workerTrouble == nil)
        #expect(await alpha.close())
        #expect(await beta.close())
        await pool.close()
    }

    @Test("There are no more such workers than the host says") func room() async throws {
        let pool = pool { $0.maximumApart = 0 }
        let plugin = try WorkerTests.plugin(sharing: .plugin)
        let alpha = try await WorkerTests.instance(pool, plugin)
        let beta = try await WorkerTests.instance(pool, plugin, tenant: TestPlugin.beta)
        #expect(await status(alpha, "segv") == .crashed)
        // Not one of the calls that the dying process takes with it.
        await eventually { beta.workerReport != nil }
        #expect(await status(beta, "echo") == .ok)
        #expect(await status(alpha, "echo") == .ok)
        #expect(process(alpha) == process(beta) && !alpha.isApart)
        #expect(await alpha.close())
        #expect(await beta.close())
        await pool.close()
    }
}
