import EventLoop
import HostData
import HostEgress
import HostTenancy
import Logging
import PostgresClient
import TestSupport
import Testing

@testable import HostJobs
@testable import HostPlugins

@Suite("A job past its deadline", .timeLimit(.minutes(5)))
struct JobDeadlineTests {
    private let alpha = Tenant(
        id: "alpha", key: TenantKey(provider: 1, client: 1), kind: .client, name: "Alpha", parentId: "north", slots: 1, isEnabled: true)

    @Test("is tried again, ends as dead with the reason in the history, and its slot is the next run's")
    func deadline() async throws {
        let loops = try EventLoopGroup(count: 1, name: "test")
        let database = Database(
            try await TestPostgres.shared.makeDatabase(), passwords: RolePasswords(secret: Array("sixteen bytes or more".utf8)),
            loops: loops)
        try await HostMigrator(pool: database.host).migrate()
        for (id, key, kind, parent) in [
            ("north", TenantKey(provider: 1).rawValue, "provider", PostgresValue.null),
            ("alpha", alpha.key.rawValue, "client", .int(TenantKey(provider: 1).rawValue)),
        ] {
            _ = try await database.host.query(
                "INSERT INTO app.tenants (key, id, kind, parent_key, name, slots) VALUES ($1, $2, $3, $4, $2, 1)", .int(key), .text(id),
                .text(kind), parent)
        }
        let host = PluginHost(
            database: database, exchanger: DeviceExchanger(loops: loops), events: EventBus(), logger: Logger(label: "test"))
        await host.load([RunnablePlugin(manifest: try TestPlugin.manifest(calls: "inline"), libraryPath: try TestPlugin.library())])
        await host.apply(
            DirectorySnapshot(
                generation: 1, tenants: [alpha],
                instances: [HostTenancy.PluginInstance(tenantId: "alpha", plugin: "test", isEnabled: true)]))
        let scheduler = Scheduler(database: database, executor: host, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try await scheduler.queue.syncSlots()
        // The plugin never completes it; the other waits for the tenant's one slot.
        func run(_ job: String, _ priority: Int, deadlineMilliseconds: Int) -> NewRun {
            NewRun(
                tenantKey: alpha.key.rawValue, plugin: "test", job: job, priority: priority,
                retry: RetryPolicy(attempts: 2, backoffMilliseconds: 1), deadlineMilliseconds: deadlineMilliseconds)
        }
        _ = try await scheduler.queue.enqueue([
            run("hang", 0, deadlineMilliseconds: 100), run("nightly", 1, deadlineMilliseconds: 60_000),
        ])
        let work = Task { await scheduler.run() }
        func history() async throws -> [String: (state: String, attempt: Int64, error: String)] {
            let rows = try await database.host.query("SELECT job, state, attempt::int8, coalesce(error, '') FROM app.job_history")
            return Dictionary(
                uniqueKeysWithValues: (0..<rows.rowCount).map {
                    let attempt = rows.integer(row: $0, column: 2) ?? 0
                    return (
                        rows.text(row: $0, column: 0) ?? "",
                        (rows.text(row: $0, column: 1) ?? "", attempt, rows.text(row: $0, column: 3) ?? "")
                    )
                })
        }
        await eventually { (try? await history().count) == 2 }
        let ended = try await history()
        #expect(ended["nightly"]?.state == "succeeded")
        #expect(ended["hang"]?.state == "dead")
        #expect(ended["hang"]?.attempt == 2)
        #expect(ended["hang"]?.error.contains("deadline") == true, "\(ended)")
        await eventually {
            (try? await database.host.query("SELECT count(*) FROM app.job_slots WHERE host IS NOT NULL").integer(row: 0, column: 0)) == 0
        }
        work.cancel()
        await work.value
        await host.close()
        await database.close()
        loops.shutdown()
    }
}
