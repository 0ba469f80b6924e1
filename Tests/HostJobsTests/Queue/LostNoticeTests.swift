import PostgresClient
import Testing

@testable import HostJobs

@Suite("A cancellation whose notice is lost", .serialized)
struct LostNoticeTests {
    private static let untilCancelled: @Sendable (JobRun) async -> JobOutcome = { _ in
        do { try await Task.sleep(for: .seconds(600)) } catch { return .cancelled(reason: "asked to") }
        return .succeeded(summary: nil)
    }

    /// Cancels as `JobQueue.cancel` does, but for the notice.
    private func cancelWithoutNotice(_ fixture: QueueFixture, run: Int64) async throws {
        _ = try await fixture.database.host.execute([(JobStatements.cancelWaiting, [.int(run)]), (JobStatements.askCancel, [.int(run)])])
    }

    @Test("is found at the next heartbeat, for a run under way and for one that waits in its slot's batch")
    func heartbeat() async throws {
        try await QueueFixture.with(tenants: 1, slots: 1) { fixture in
            _ = try await fixture.database.host.query("UPDATE app.job_slots SET batch = 2")
            try await fixture.queue.enqueue([fixture.run(1, "first"), fixture.run(1, "second")])
            let executor = ClosureExecutor(Self.untilCancelled)
            let task = Task { await fixture.scheduler(executor).run() }
            #expect(try await eventually { executor.runs.count == 1 })
            let first = executor.runs[0].id
            try await cancelWithoutNotice(fixture, run: first + 1)
            try await cancelWithoutNotice(fixture, run: first)
            #expect(try await eventually { try await fixture.history().count == 2 })
            #expect(try await fixture.history().allSatisfy { $0.state == "cancelled" })
            task.cancel()
            await task.value
        }
    }

    @Test("is found when the listener has its connection again")
    func reconnect() async throws {
        try await QueueFixture.with(tenants: 1, slots: 1) { fixture in
            let executor = ClosureExecutor(Self.untilCancelled)
            // The lease is so long that no heartbeat comes in between.
            let task = Task { await fixture.scheduler(executor, leaseMilliseconds: 3_600_000).run() }
            try await fixture.queue.enqueue([fixture.run(1)])
            #expect(try await eventually { executor.runs.count == 1 })
            let listener = "FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()"
            #expect(try await eventually { try await fixture.database.host.query(Statement("SELECT pid \(listener)")).rowCount == 1 })
            try await cancelWithoutNotice(fixture, run: executor.runs[0].id)
            #expect(try await fixture.database.host.query(Statement("SELECT pg_terminate_backend(pid) \(listener)")).rowCount == 1)
            #expect(try await eventually { try await fixture.history().map(\.state) == ["cancelled"] })
            task.cancel()
            await task.value
        }
    }

    @Test("keeps a run from coming again: after a failed attempt, and after its host was lost")
    func notAgain() async throws {
        try await QueueFixture.with(tenants: 2, slots: 1) { fixture in
            try await fixture.queue.register(host: Self.host, name: "a", leaseMilliseconds: 60_000)
            try await fixture.queue.enqueue([fixture.run(1, "fails", attempts: 5), fixture.run(2, "lost")])
            let runs = try await fixture.queue.claim(host: Self.host, slots: 2)
            #expect(runs.count == 2)
            for run in runs { try await fixture.queue.cancel(run: run.id) }
            #expect(try await fixture.queue.cancellationsAsked(host: Self.host).sorted() == runs.map(\.id).sorted())
            let failing = try #require(runs.first { $0.job == "fails" })
            let counted = try await fixture.queue.settle(
                host: Self.host, completions: [JobCompletion(failing, .failed(message: "no"), spread: 0)], slots: [])
            #expect(counted == 1)
            try await fixture.queue.unregister(host: Self.host)
            let rescued = try await fixture.queue.rescue()
            #expect(rescued.runs == 0 && rescued.dead == 0)
            let ended = try await fixture.history()
            #expect(ended.map(\.job).sorted() == ["fails", "lost"] && ended.allSatisfy { $0.state == "cancelled" })
        }
    }

    private static let host = "6b2b7f60-0000-4000-8000-000000000001"
}
