import Testing

@testable import HostJobs

@Suite("Runs of a plugin that a host does not have", .serialized)
struct AbsentPluginTests {
    private func waiting(_ fixture: QueueFixture) async throws -> [(attempt: Int64, isHeld: Bool)] {
        let rows = try await fixture.database.host.query(
            "SELECT attempt, host IS NOT NULL FROM app.job_runs WHERE plugin = 'rare' ORDER BY id")
        return (0..<rows.rowCount).map { (rows.integer(row: $0, column: 0) ?? -1, rows.boolean(row: $0, column: 1) ?? true) }
    }

    @Test("stay in the queue, in nobody's way, until a host that has it comes")
    func notClaimed() async throws {
        try await QueueFixture.with(tenants: 1, slots: 1) { fixture in
            let without = ClosureExecutor(plugins: ["test"])
            let first = Task { await fixture.scheduler(without).run() }
            try await fixture.queue.enqueue([fixture.run(1, plugin: "rare"), fixture.run(1, plugin: "rare")])
            // Runs that come later, of the same tenant's one slot, are not held up.
            for _ in 0..<5 { try await fixture.queue.enqueue([fixture.run(1)]) }
            #expect(try await eventually { try await fixture.history().count == 5 })
            #expect(without.runs.allSatisfy { $0.plugin == "test" })
            #expect(try await waiting(fixture).map(\.attempt) == [0, 0])
            let with = ClosureExecutor(plugins: ["test", "rare"])
            let second = Task { await fixture.scheduler(with).run() }
            #expect(try await eventually { try await fixture.history().count == 7 })
            #expect(try await fixture.history().allSatisfy { $0.state == "succeeded" })
            #expect(with.runs.filter { $0.plugin == "rare" }.map(\.attempt) == [1, 1])
            #expect(!without.runs.contains { $0.plugin == "rare" })
            for task in [first, second] { task.cancel() }
            for task in [first, second] { await task.value }
        }
    }

    @Test("go back uncounted when they were claimed all the same, and end on the host that has it")
    func givenBack() async throws {
        try await QueueFixture.with(tenants: 1, slots: 1) { fixture in
            let without = ClosureExecutor { _ in .notHere(reason: "rare is not loaded") }
            let first = Task { await fixture.scheduler(without).run() }
            try await fixture.queue.enqueue([fixture.run(1, plugin: "rare", attempts: 2)])
            #expect(try await eventually { without.runs.count >= 2 })
            #expect(try await fixture.history().isEmpty)
            let with = ClosureExecutor { $0.attempt == 1 ? .failed(message: "once") : .succeeded(summary: nil) }
            let second = Task { await fixture.scheduler(with).run() }
            first.cancel()
            await first.value
            #expect(try await eventually { try await fixture.history().map(\.state) == ["succeeded"] })
            #expect(without.runs.allSatisfy { $0.attempt == 1 || $0.attempt == 2 })
            #expect(without.runs.prefix(2).map(\.attempt) == [1, 1], "a run that goes back was not tried")
            #expect(with.runs.last?.attempt == 2, "both attempts are those of the host that has the plugin")
            second.cancel()
            await second.value
        }
    }
}
