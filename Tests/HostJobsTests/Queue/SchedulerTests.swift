import Foundation
import Logging
import Synchronization
import Testing

@testable import HostJobs

@Suite("The scheduler", .serialized)
struct SchedulerTests {
    @Test("everything that is enqueued runs exactly once, over two hosts")
    func twoSchedulers() async throws {
        try await QueueFixture.with(tenants: 5, slots: 4) { fixture in
            let work: @Sendable (JobRun) async -> JobOutcome = { _ in
                try? await Task.sleep(for: .milliseconds(1))
                return .succeeded(summary: nil)
            }
            let executors = [ClosureExecutor(work), ClosureExecutor(work)]
            let tasks = executors.map { executor in Task { await fixture.scheduler(executor).run() } }
            #expect(
                try await eventually {
                    try await fixture.database.host.query("SELECT count(*) FROM app.job_hosts").integer(row: 0, column: 0) == 2
                })
            // In portions, so that the host that comes first does not have it all before the other looks.
            for _ in 0..<30 {
                try await fixture.queue.enqueue((0..<100).map { fixture.run($0 % 5 + 1) })
                try await Task.sleep(for: .milliseconds(20))
            }
            #expect(try await eventually { try await fixture.history().count == 3_000 })
            for task in tasks { task.cancel() }
            for task in tasks { await task.value }
            let ids = executors.flatMap { $0.runs.map(\.id) }
            #expect(ids.count == 3_000 && Set(ids).count == 3_000)
            #expect(executors.allSatisfy { !$0.runs.isEmpty }, "both took part")
        }
    }

    @Test("no tenant runs more jobs at a time than it has slots")
    func slots() async throws {
        try await QueueFixture.with(tenants: 2, slots: 2) { fixture in
            let now = Mutex<(running: [Int64: Int], most: [Int64: Int])>(([:], [:]))
            let executor = ClosureExecutor { run in
                now.withLock { state in
                    state.running[run.tenantKey, default: 0] += 1
                    state.most[run.tenantKey] = max(state.most[run.tenantKey] ?? 0, state.running[run.tenantKey] ?? 0)
                }
                try? await Task.sleep(for: .milliseconds(3))
                now.withLock { $0.running[run.tenantKey, default: 0] -= 1 }
                return .succeeded(summary: nil)
            }
            let tasks = (0..<2).map { _ in Task { await fixture.scheduler(executor).run() } }
            try await fixture.queue.enqueue((0..<200).map { fixture.run($0 % 2 + 1) })
            #expect(try await eventually { try await fixture.history().count == 200 })
            for task in tasks { task.cancel() }
            for task in tasks { await task.value }
            #expect(now.withLock { $0.most.values.allSatisfy { $0 <= 2 } })
        }
    }

    @Test("a failing run is tried again and is dead when its attempts are used up, then can be driven again")
    func retries() async throws {
        try await QueueFixture.with { fixture in
            let executor = ClosureExecutor { _ in .failed(message: "the device said no") }
            let scheduler = fixture.scheduler(executor)
            let task = Task { await scheduler.run() }
            try await fixture.queue.enqueue([fixture.run(1, attempts: 3)])
            #expect(try await eventually { try await fixture.history().count == 1 })
            #expect(executor.runs.map(\.attempt) == [1, 2, 3])
            let ended = try #require(try await fixture.history().first)
            #expect(ended.state == "dead" && ended.error == "the device said no")
            #expect(try await fixture.queue.redrive(run: executor.runs[0].id))
            #expect(try await eventually { executor.runs.count >= 4 })
            task.cancel()
            await task.value
        }
    }

    @Test("a run can be cancelled from anywhere, under way or waiting")
    func cancel() async throws {
        try await QueueFixture.with(tenants: 1, slots: 1) { fixture in
            let executor = ClosureExecutor { _ in
                do { try await Task.sleep(for: .seconds(600)) } catch { return .cancelled(reason: "asked to") }
                return .succeeded(summary: nil)
            }
            let task = Task { await fixture.scheduler(executor).run() }
            try await fixture.queue.enqueue([fixture.run(1, "first")])
            #expect(try await eventually { executor.runs.count == 1 })
            try await fixture.queue.enqueue([fixture.run(1, "second")])
            try await fixture.queue.cancel(run: executor.runs[0].id + 1)
            try await fixture.queue.cancel(run: executor.runs[0].id)
            #expect(try await eventually { try await fixture.history().count == 2 })
            #expect(try await fixture.history().allSatisfy { $0.state == "cancelled" })
            #expect(executor.runs.count == 1)
            task.cancel()
            await task.value
        }
    }

    @Test("a host that loses its lease stops its runs and does not report them")
    func lostLease() async throws {
        try await QueueFixture.with(tenants: 1, slots: 1) { fixture in
            let stopped = Mutex(0)
            let executor = ClosureExecutor { run in
                guard run.fence < 1_000_000, run.attempt == 1 else { return .succeeded(summary: nil) }
                do { try await Task.sleep(for: .seconds(600)) } catch { stopped.withLock { $0 += 1 } }
                return .succeeded(summary: "{\"late\":true}")
            }
            let task = Task { await fixture.scheduler(executor, leaseMilliseconds: 1_000).run() }
            try await fixture.queue.enqueue([fixture.run(1)])
            #expect(try await eventually { executor.runs.count >= 1 })
            _ = try await fixture.database.host.query("DELETE FROM app.job_hosts")
            #expect(try await eventually { stopped.withLock { $0 } >= 1 })
            #expect(try await fixture.history().isEmpty)
            task.cancel()
            await task.value
        }
    }

    @Test("a run that the host's end has cut short is run again by another host, as if it had not been tried")
    func stopping() async throws {
        try await QueueFixture.with(tenants: 1, slots: 1) { fixture in
            let first = ClosureExecutor { _ in
                try? await Task.sleep(for: .seconds(600))
                return .cancelled(reason: "the host stops")
            }
            let stopped = Task { await fixture.scheduler(first).run() }
            try await fixture.queue.enqueue([fixture.run(1, "long")])
            #expect(try await eventually { first.runs.count == 1 })
            stopped.cancel()
            await stopped.value
            #expect(try await fixture.history().isEmpty)
            let second = ClosureExecutor()
            let task = Task { await fixture.scheduler(second).run() }
            #expect(try await eventually { try await fixture.history().map(\.state) == ["succeeded"] })
            #expect(second.runs.first?.attempt == 1 && (second.runs.first?.fence ?? 0) > first.runs[0].fence)
            task.cancel()
            await task.value
        }
    }

    @Test("a run that is driven again keeps its attempts, deadline and priority")
    func redriveKeeps() async throws {
        try await QueueFixture.with(tenants: 1, slots: 1) { fixture in
            let executor = ClosureExecutor { _ in .failed(message: "no") }
            let task = Task { await fixture.scheduler(executor).run() }
            var run = fixture.run(1, attempts: 2)
            run.deadlineMilliseconds = 1_234
            try await fixture.queue.enqueue([run])
            #expect(try await eventually { try await fixture.history().map(\.state) == ["dead"] })
            #expect(try await fixture.queue.redrive(run: executor.runs[0].id))
            #expect(try await eventually { executor.runs.count >= 4 })
            #expect(executor.runs[2].deadlineMilliseconds == 1_234 && executor.runs[2].retry.attempts == 2)
            task.cancel()
            await task.value
        }
    }

    @Test("a run that goes on here under the next lease is known when its first execution ends late")
    func lateEnd() async throws {
        try await QueueFixture.with(tenants: 1, slots: 1) { fixture in
            let held = Mutex<CheckedContinuation<Void, Never>?>(nil)
            let begun = Atomic<Int>(0)
            let lateEnds = Atomic<Int>(0)
            let cancelled = Atomic<Int>(0)
            let executor = ClosureExecutor { _ in
                if begun.add(1, ordering: .relaxed).newValue == 1 {
                    // Deaf to its cancel.
                    await withCheckedContinuation { continuation in held.withLock { $0 = continuation } }
                    lateEnds.add(1, ordering: .relaxed)
                } else {
                    do { try await Task.sleep(for: .seconds(600)) } catch { cancelled.add(1, ordering: .relaxed) }
                }
                return .cancelled(reason: "ended")
            }
            let dispatcher = Dispatcher(
                queue: fixture.queue, executor: executor, maximumSlots: 4, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            let work = Task { await dispatcher.work() }
            try await fixture.queue.enqueue([fixture.run(1, attempts: 3)])
            for turn in 1...2 {
                let host = UUID().uuidString.lowercased()
                try await fixture.queue.register(host: host, name: "h", leaseMilliseconds: 600_000)
                await dispatcher.begin(host: host)
                try #require(try await eventually { begun.load(ordering: .relaxed) == turn })
                guard turn == 1 else { break }
                await dispatcher.loseLease(of: host)
                try await fixture.queue.unregister(host: host)
                try await fixture.queue.rescue()
            }
            #expect(try await eventually { held.withLock { $0 != nil } })
            held.withLock { $0.take() }?.resume()
            #expect(try await eventually { lateEnds.load(ordering: .relaxed) == 1 })
            // For its end to come here.
            try await Task.sleep(for: .milliseconds(200))
            #expect(await dispatcher.runningCount == 1)
            await dispatcher.cancel(run: executor.runs[1].id, reason: "asked")
            #expect(try await eventually { cancelled.load(ordering: .relaxed) == 1 })
            work.cancel()
            dispatcher.wake()
            await work.value
        }
    }

    @Test("what a host holds is stopped before its lease is over, also while the request that renews it hangs")
    func hangingRenewal() async throws {
        try await QueueFixture.with(tenants: 1, slots: 1) { fixture in
            let stopped = Atomic<Bool>(false)
            let executor = ClosureExecutor { _ in
                do { try await Task.sleep(for: .seconds(600)) } catch { stopped.store(true, ordering: .releasing) }
                return .cancelled(reason: "ended")
            }
            let task = Task { await fixture.scheduler(executor, leaseMilliseconds: 6_000).run() }
            try await fixture.queue.enqueue([fixture.run(1)])
            #expect(try await eventually { executor.runs.count == 1 })
            let isInTime = try await fixture.database.host.withSession { session in
                // Each renewal waits for this until its own deadline of five seconds.
                try await session.script("BEGIN; SELECT FROM app.job_hosts FOR UPDATE")
                while !stopped.load(ordering: .acquiring) { try await Task.sleep(for: .milliseconds(10)) }
                let rows = try await session.query("SELECT lease_until > clock_timestamp() FROM app.job_hosts")
                try await session.script("ROLLBACK")
                return rows.boolean(row: 0, column: 0)
            }
            #expect(isInTime == true)
            task.cancel()
            await task.value
        }
    }
}
