import PluginABI
import Testing

@testable import HostPlugins

@Suite("Processor time of a shared worker is paid by those that it worked for", .timeLimit(.minutes(5)))
struct ProcessorShareTests {
    @Test("By how long each was at work; if nobody was, alike") func shares() {
        #expect(ProcessorShares.divide(spentNanos: 1_000, workedNanos: [0, 300, 100]) == [0, 750, 250])
        #expect(ProcessorShares.divide(spentNanos: 1_000, workedNanos: [0, 0]) == [500, 500])
        #expect(ProcessorShares.divide(spentNanos: 1_000, workedNanos: []) == [])
        let many = ProcessorShares.divide(spentNanos: .max / 2, workedNanos: [.max / 2, .max / 2, 1])
        #expect(many.allSatisfy { $0 <= .max / 2 } && many[2] == 0)
    }

    @Test("At work is a call that a process has and that waits for nothing; several at once add up") func work() {
        var calls = WorkerCalls()
        calls.add(1, deadlineNanos: 50, isOwed: false, atNanos: 100)
        #expect(calls.takeWorkedNanos(atNanos: 200) == 0, "it waits for a worker")
        #expect(calls.earliestDeadlineNanos == nil && calls.owed.isEmpty)
        calls.owe(1, atNanos: 200)
        calls.add(2, deadlineNanos: 70, isOwed: true, atNanos: 250)
        #expect(calls.takeWorkedNanos(atNanos: 300) == 150)
        #expect(calls.earliestDeadlineNanos == 50)
        calls.beginWaiting(1, atNanos: 310)
        calls.beginWaiting(1, atNanos: 320)
        calls.endWaiting(1, atNanos: 330)
        #expect(calls.takeWorkedNanos(atNanos: 400) == 110, "one of two operations is still awaited")
        calls.endWaiting(1, atNanos: 450)
        calls.endWaiting(9, atNanos: 450)
        #expect(calls.takeWorkedNanos(atNanos: 500) == 150)
        calls.beginWaiting(1, atNanos: 500)
        #expect(calls.remove(1, atNanos: 600)?.deadlineNanos == 50)
        calls.endWaiting(1, atNanos: 650)
        #expect(calls.remove(1, atNanos: 650) == nil)
        calls.remove(2, atNanos: 700)
        #expect(calls.takeWorkedNanos(atNanos: 900) == 200)
        #expect(calls.isEmpty)
    }

    @Test("The making of an instance is work, and a clock that was read too early takes nothing back") func making() {
        var calls = WorkerCalls()
        calls.making(true, atNanos: 100)
        calls.making(true, atNanos: 150)
        #expect(calls.takeWorkedNanos(atNanos: 90) == 0)
        calls.making(false, atNanos: 200)
        calls.making(false, atNanos: 300)
        #expect(calls.takeWorkedNanos(atNanos: 400) == 100)
    }

    @Test("A tenant that does nothing pays nothing for one that computes in the same worker") func idle() async throws {
        for attempt in 1...3 {
            do {
                return try await compareWithIdle()
            } catch let error as PluginCallError where error.status == .deadline && attempt < 3 {
                // So busy a machine that the worker was silent for seconds, and was ended for it.
            }
        }
    }

    private func compareWithIdle() async throws {
        let pool = WorkerTests.pool()
        let plugin = try WorkerTests.plugin(sharing: .plugin)
        let alpha = try await WorkerTests.instance(pool, plugin)
        let beta = try await WorkerTests.instance(pool, plugin, tenant: TestPlugin.beta)
        func used(_ instance: LiveInstance) -> Int { instance.meter[.processorMilliseconds].used(atNanos: monotonicNanos()) }
        // What is used is counted by the minute: all of this has to be within one.
        let second = monotonicNanos() % QuotaCell.minuteNanos
        if second > 30_000_000_000 { try await Task.sleep(nanoseconds: QuotaCell.minuteNanos - second) }
        // Calls of each, and a look after them: what the start of the process took is told apart. A call spins by the clock, so on a busy
        // machine it computes less.
        for _ in 0..<200 where used(alpha) + used(beta) < 50 {
            for instance in [alpha, beta] { #expect(try await instance.handle(TestPlugin.request("burn")).text == "spun") }
        }
        try await Task.sleep(for: .seconds(2))
        let before = (alpha: used(alpha), beta: used(beta))
        for _ in 0..<400 where used(alpha) - before.alpha < 800 {
            #expect(try await alpha.handle(TestPlugin.request("burn")).text == "spun")
        }
        #expect(used(alpha) - before.alpha >= 800)
        #expect(used(beta) - before.beta <= 20, "alpha \(used(alpha)), beta \(used(beta)), before \(before)")
        #expect(await alpha.close())
        #expect(await beta.close())
        await pool.close()
    }
}
