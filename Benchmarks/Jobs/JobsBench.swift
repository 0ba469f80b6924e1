import EventLoop
import Foundation
import HostData
import HostJobs
import Logging
import PostgresClient

/// A scheduler on an empty database with 200 tenants.
struct JobsBench: Sendable {
    private static let tenantCount: Int64 = 200
    private static let concurrency = 10

    private let loops: EventLoopGroup
    private let database: Database
    private let work: CountingExecutor
    private let logger = Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() }

    init(_ configuration: PostgresConfiguration) async throws {
        work = CountingExecutor()
        loops = try EventLoopGroup(count: 1, name: "bench")
        database = Database(configuration, passwords: RolePasswords(secret: Array("benchmark-secret".utf8)), loops: loops)
        try await HostMigrator(pool: database.host).migrate()
        _ = try await database.host.query(
            Statement(
                """
                INSERT INTO app.tenants (key, id, kind, name, slots)
                SELECT n << 32, 'tenant-' || n, 'provider', 'Tenant ' || n, CASE WHEN n = 1 THEN $1::int ELSE 2 END
                FROM generate_series(1::bigint, $2::bigint) n ON CONFLICT DO NOTHING
                """), .int(Int64(Self.concurrency)), .int(Self.tenantCount))
        _ = try await database.host.query(Statement("DELETE FROM app.job_runs"))
        try await JobQueue(database: database).syncSlots()
    }

    func close() async {
        await database.close()
        loops.shutdown()
    }

    /// No-ops from the first enqueue to the last completion in the database: of one tenant, then of all.
    func throughput() async throws {
        try await running(slots: 64) { scheduler in
            try await enqueue(2_000, of: 3...3, to: scheduler)
            try await untilEmpty()
            for tenants in [Int64(1), Self.tenantCount] {
                let count = 100_000
                let (start, cpu) = (monotonicSeconds(), processorSeconds())
                for _ in 0..<(count / 5_000) { try await enqueue(5_000, of: 1...tenants, to: scheduler) }
                let enqueued = monotonicSeconds()
                try await untilEmpty()
                let end = monotonicSeconds()
                report([
                    "tenants": Double(tenants), "jobs": Double(count), "enqueued_per_second": Double(count) / (enqueued - start),
                    "jobs_per_second": Double(count) / (end - start),
                    "cpu_micros_per_job": (processorSeconds() - cpu) * 1e6 / Double(count),
                ])
            }
        }
    }

    /// One tenant floods 100,000 jobs of 5 ms; each second for ten seconds 196 others want one no-op each. Ten runs at once.
    func fairness() async throws {
        try await running(slots: Self.concurrency) { scheduler in
            for _ in 0..<20 { try await enqueue(5_000, of: 1...1, job: CountingExecutor.flood, to: scheduler) }
            let start = monotonicSeconds()
            for sent in 0..<1_960 {
                let due = start + Double(sent) / 196
                let pause = due - monotonicSeconds()
                if pause > 0 { try await Task.sleep(for: .seconds(pause)) }
                let tenant = Int64(4 + sent % 196)
                try await enqueue(1, of: tenant...tenant, job: CountingExecutor.timed, to: scheduler)
            }
            for _ in 0..<600 where work.waits.count < 1_960 { try await Task.sleep(for: .milliseconds(100)) }
            let waits = work.waits.sorted()
            guard waits.count == 1_960 else { throw Missing(count: 1_960 - waits.count) }
            report([
                "others": Double(waits.count), "p50_seconds": waits[waits.count / 2], "p99_seconds": waits[waits.count * 99 / 100],
                "max_seconds": waits[waits.count - 1], "flood_done": Double(work.flooded),
            ])
        }
        _ = try await database.host.query(Statement("DELETE FROM app.job_runs"))
    }

    /// Jobs of the others that did not start within a minute.
    struct Missing: Error { let count: Int }

    private func running(slots: Int, _ body: (Scheduler) async throws -> Void) async throws {
        var options = SchedulerOptions()
        options.maximumSlots = slots
        let scheduler = Scheduler(database: database, executor: work, options: options, logger: logger)
        let task = Task { await scheduler.run() }
        try await body(scheduler)
        task.cancel()
        await task.value
    }

    private func enqueue(_ count: Int, of tenants: ClosedRange<Int64>, job: String = "noop", to scheduler: Scheduler) async throws {
        let now = String(monotonicSeconds())
        _ = try await scheduler.enqueue(
            (0..<count).map { index in
                let number = tenants.lowerBound + Int64(index % tenants.count)
                return NewRun(tenantKey: number << 32, plugin: "bench", job: job, arguments: now)
            })
        work.expect(count)
    }

    /// Until all that were ever enqueued have run, and then until the queue knows: the queue's table itself is asked seldom, since reading it
    /// past all that was just deleted takes time from what is measured.
    private func untilEmpty() async throws {
        while !work.hasRunAll { try await Task.sleep(for: .milliseconds(2)) }
        while try await database.host.query(Statement("SELECT 1 FROM app.job_runs LIMIT 1")).rowCount > 0 {
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    private func report(_ figures: [String: Double]) {
        let text = figures.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",")
        FileHandle.standardOutput.write(Data("{\(text)}\n".utf8))
    }
}
