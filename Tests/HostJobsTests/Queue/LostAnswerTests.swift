import EventLoop
import HostData
import PostgresClient
import Synchronization
import TestSupport
import Testing

@testable import HostJobs

/// The whole scheduler behind a connection that loses answers, beside one that does not.
@Suite("An answer of the queue is lost", .timeLimit(.minutes(3)))
struct LostAnswerTests {
    /// Nobody else's lease ends meanwhile: what comes back does not come by rescue.
    private static let leaseMilliseconds = 600_000

    private func with(_ body: (QueueFixture, _ relay: PostgresRelay, _ relayed: QueueFixture) async throws -> Void) async throws {
        try await QueueFixture.with(tenants: 1, slots: 1) { fixture in
            let relay = try PostgresRelay(to: fixture.configuration)
            let loops = try EventLoopGroup(count: 1, name: "relayed")
            let database = Database(
                relay.configuration, passwords: RolePasswords(secret: Array("0123456789abcdef".utf8)), loops: loops)
            let outcome: Result<Void, any Error>
            do {
                outcome = .success(
                    try await body(
                        fixture, relay,
                        QueueFixture(configuration: relay.configuration, database: database, queue: JobQueue(database: database))))
            } catch {
                outcome = .failure(error)
            }
            await database.close()
            relay.stop()
            loops.shutdown()
            try outcome.get()
        }
    }

    @Test("Runs whose claim nobody heard of go back and are run, each once, and the slot is free again")
    func claim() async throws {
        try await with { fixture, relay, relayed in
            let executor = ClosureExecutor()
            let task = Task { await relayed.scheduler(executor, leaseMilliseconds: Self.leaseMilliseconds).run() }
            try await fixture.queue.enqueue([fixture.run(1, "first")])
            #expect(try await eventually { try await fixture.history().count == 1 })
            relay.loseAnswer(about: "second")
            try await fixture.queue.enqueue([fixture.run(1, "second")])
            #expect(try await eventually { relay.hasLost })
            #expect(try await eventually { try await fixture.history().count == 2 })
            try await fixture.queue.enqueue([fixture.run(1, "third")])
            #expect(try await eventually { try await fixture.history().count == 3 })
            #expect(executor.runs.map(\.job) == ["first", "second", "third"])
            #expect(try await fixture.history().allSatisfy { $0.state == "succeeded" })
            task.cancel()
            await task.value
        }
    }

    @Test("A completion that nobody heard of counts once, and the slot is free again")
    func completion() async throws {
        try await with { fixture, relay, relayed in
            let executor = ClosureExecutor { run in .succeeded(summary: "\"\(run.job)-ended\"") }
            relay.loseAnswer(about: "first-ended")
            let task = Task { await relayed.scheduler(executor, leaseMilliseconds: Self.leaseMilliseconds).run() }
            try await fixture.queue.enqueue([fixture.run(1, "first")])
            #expect(try await eventually { relay.hasLost })
            // The answer is lost on its way back, perhaps before the rows are for all to see.
            #expect(try await eventually { try await fixture.history().count == 1 }, "the queue was told")
            try await fixture.queue.enqueue([fixture.run(1, "next")])
            #expect(try await eventually { try await fixture.history().count == 2 })
            #expect(try await fixture.history().map(\.state) == ["succeeded", "succeeded"])
            #expect(executor.runs.map(\.job) == ["first", "next"])
            task.cancel()
            await task.value
        }
    }
}
