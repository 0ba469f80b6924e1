import EventLoop
import HostData
import Logging
import PostgresClient
import Synchronization
import TestSupport

@testable import HostJobs

/// A fresh database with the host's schema and some tenants.
struct QueueFixture {
    let configuration: PostgresConfiguration
    let database: Database
    let queue: JobQueue

    static func with(tenants: Int = 3, slots: Int = 2, _ body: (QueueFixture) async throws -> Void) async throws {
        let configuration = try await TestPostgres.shared.makeDatabase()
        let loops = try EventLoopGroup(count: 1, name: "test")
        let database = Database(configuration, passwords: RolePasswords(secret: Array("0123456789abcdef".utf8)), loops: loops)
        do {
            try await HostMigrator(pool: database.host).migrate()
            for number in 1...tenants {
                _ = try await database.host.query(
                    "INSERT INTO app.tenants (key, id, kind, name, slots) VALUES ($1, $2, 'provider', $2, $3)",
                    .int(TenantKey(provider: UInt32(number)).rawValue), .text("tenant\(number)"), .int(Int64(slots)))
            }
            let queue = JobQueue(database: database)
            try await queue.syncSlots()
            try await body(QueueFixture(configuration: configuration, database: database, queue: queue))
        } catch {
            await database.close()
            loops.shutdown()
            throw error
        }
        await database.close()
        loops.shutdown()
    }

    func tenant(_ number: Int) -> Int64 { TenantKey(provider: UInt32(number)).rawValue }

    func run(_ tenant: Int, _ job: String = "work", plugin: String = "test", key: String? = nil, delay: Int = 0, attempts: Int = 1)
        -> NewRun
    {
        NewRun(
            tenantKey: self.tenant(tenant), plugin: plugin, job: job, uniqueKey: key, delayMilliseconds: delay,
            retry: RetryPolicy(attempts: attempts, backoffMilliseconds: 1))
    }

    func history() async throws -> [(state: String, job: String, error: String?)] {
        let rows = try await database.host.query("SELECT state, job, error FROM app.job_history ORDER BY ended_at, run_id")
        return (0..<rows.rowCount).map {
            (rows.text(row: $0, column: 0) ?? "", rows.text(row: $0, column: 1) ?? "", rows.text(row: $0, column: 2))
        }
    }

    func scheduler(_ executor: any JobExecutor, leaseMilliseconds: Int = 2_000) -> Scheduler {
        var options = SchedulerOptions()
        options.leaseMilliseconds = leaseMilliseconds
        options.rescueEvery = .milliseconds(200)
        options.stopWithin = .seconds(2)
        return Scheduler(
            database: database, executor: executor, options: options, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }
}

/// Runs a closure for each run, and counts.
final class ClosureExecutor: JobExecutor {
    private let body: @Sendable (JobRun) async -> JobOutcome
    private let seen = Mutex<[JobRun]>([])
    let runnablePlugins: Set<String>?

    init(
        plugins: Set<String>? = nil, _ body: @escaping @Sendable (JobRun) async -> JobOutcome = { _ in .succeeded(summary: nil) }
    ) {
        runnablePlugins = plugins
        self.body = body
    }

    var runs: [JobRun] { seen.withLock { $0 } }

    func execute(_ run: JobRun, deadlineNanos: UInt64) async -> JobOutcome {
        seen.withLock { $0.append(run) }
        return await body(run)
    }
}

/// Looks again until something is so.
func eventually(_ look: () async throws -> Bool) async throws -> Bool {
    for _ in 0..<1_500 {
        if try await look() { return true }
        try await Task.sleep(for: .milliseconds(20))
    }
    return false
}
