import Foundation
package import HostData
import PostgresClient

/// The queue in PostgreSQL, seen from one host: each method is one round trip.
package struct JobQueue: Sendable {
    let pool: PostgresPool

    package init(database: Database) { pool = database.host }

    init(pool: PostgresPool) { self.pool = pool }

    // MARK: Filling

    /// Puts runs into the queue in one statement. Those whose unique key is taken are left out.
    ///
    /// - Returns: How many went in.
    @discardableResult
    package func enqueue(_ runs: [NewRun]) async throws -> Int {
        guard !runs.isEmpty else { return 0 }
        let rows = runs.map { run in
            EnqueueRow(
                tenant: run.tenantKey, plugin: run.plugin, job: run.job, arguments: run.arguments, unique_key: run.uniqueKey,
                priority: run.priority, delay_ms: run.delayMilliseconds, attempts: run.retry.attempts,
                backoff_ms: run.retry.backoffMilliseconds, deadline_ms: run.deadlineMilliseconds)
        }
        let results = try await pool.execute([
            (JobStatements.beginFilling, []), (JobStatements.enqueue, [.text(try json(rows))]), (JobStatements.wake, [.text("")]),
        ])
        return results[1].affected
    }

    /// Cancels a run: one that waits goes at once, one under way is marked and told on the host that holds it.
    package func cancel(run id: Int64) async throws {
        _ = try await pool.execute([
            (JobStatements.cancelWaiting, [.int(id)]), (JobStatements.askCancel, [.int(id)]),
            (JobStatements.wake, [.text("cancel:\(id)")]),
        ])
    }

    /// Puts a dead or failed run back into the queue; false if there is none with this id.
    package func redrive(run id: Int64) async throws -> Bool {
        let results = try await pool.execute([
            (JobStatements.beginFilling, []), (JobStatements.redrive, [.int(id)]), (JobStatements.wake, [.text("")]),
        ])
        return results[1].affected > 0
    }

    // MARK: Working

    /// Takes slots and what is due for them, but no runs of plugins with a limit.
    ///
    /// - Parameter plugins: Whose runs this host executes; nil: any.
    func claim(host: String, slots: Int, plugins: Set<String>? = nil) async throws -> [JobRun] {
        let results = try await pool.execute([
            (JobStatements.relaxCommit, []), (JobStatements.claimLock, []),
            (JobStatements.claim, [.text(host), .int(Int64(slots)), plugins.map { .array($0.sorted()) } ?? .null]),
        ])
        return Self.runs(results[2].rows)
    }

    static func runs(_ rows: RowBatch) -> [JobRun] {
        (0..<rows.rowCount).map { row in
            JobRun(
                id: rows.integer(row: row, column: 0) ?? 0, tenantKey: rows.integer(row: row, column: 1) ?? 0,
                slot: Int(rows.integer(row: row, column: 2) ?? 0),
                plugin: rows.text(row: row, column: 3) ?? "", job: rows.text(row: row, column: 4) ?? "",
                arguments: rows.text(row: row, column: 5),
                attempt: Int(rows.integer(row: row, column: 6) ?? 1),
                retry: RetryPolicy(
                    attempts: Int(rows.integer(row: row, column: 7) ?? 1), backoffMilliseconds: Int(rows.integer(row: row, column: 8) ?? 0)),
                deadlineMilliseconds: Int(rows.integer(row: row, column: 9) ?? 0), dueAtMicros: rows.integer(row: row, column: 10) ?? 0,
                fence: rows.integer(row: row, column: 11) ?? 0)
        }
    }

    /// Reports what has ended and gives slots back, in one transaction.
    ///
    /// - Returns: How many completions counted; the others came under an old fence.
    func settle(host: String, completions: [JobCompletion], slots: [ReleasedSlot]) async throws -> Int {
        let again = completions.filter { $0.state == .again || $0.state == .back }
        let results = try await pool.execute([
            (JobStatements.relaxCommit, []), (JobStatements.release, [.text(host), .text(try json(slots))]),
            (JobStatements.planByHash, []),
            (
                JobStatements.complete,
                [.text(host), .text(try json(completions)), .array(completions.map(\.id)), .array(again.map(\.id))]
            ),
        ])
        return Int(results[3].rows.integer(row: 0, column: 0) ?? 0)
    }

    /// Gives back what the queue holds for a host beyond what the host knows of: it was claimed, and the answer was lost.
    ///
    /// - Returns: How many runs went back.
    func reconcile(host: String, runs: Set<Int64>, slots: Set<SlotBook.SlotKey>) async throws -> Int {
        let keys = Array(slots)
        let results = try await pool.execute([
            (JobStatements.relaxCommit, []), (JobStatements.claimLock, []),
            (JobStatements.giveBackRuns, [.text(host), .array(Array(runs))]),
            (
                JobStatements.giveBackSlots,
                [.text(host), .array(keys.map(\.tenantKey)), .array(keys.map { Int64($0.slot) })]
            ),
        ])
        return results[2].affected
    }

    // MARK: Hosts

    func register(host: String, name: String, leaseMilliseconds: Int) async throws {
        _ = try await pool.execute([
            (JobStatements.register, [.text(host), .text(name), .int(Int64(leaseMilliseconds))]), (JobStatements.syncSlots, []),
        ])
    }

    /// False if the lease had ended before.
    func heartbeat(host: String, leaseMilliseconds: Int) async throws -> Bool {
        try await pool.execute([(JobStatements.heartbeat, [.text(host), .int(Int64(leaseMilliseconds))])])[0].affected == 1
    }

    /// When the database's server was started; another time than before means that its last commits may be lost.
    func serverStart() async throws -> String {
        try await pool.query("SELECT extract(epoch FROM pg_postmaster_start_time())::text").text(row: 0, column: 0) ?? ""
    }

    /// Runs of this host whose end was asked for.
    func cancellationsAsked(host: String) async throws -> [Int64] {
        let rows = try await pool.execute([(JobStatements.asked, [.text(host)])])[0].rows
        return (0..<rows.rowCount).compactMap { rows.integer(row: $0, column: 0) }
    }

    func unregister(host: String) async throws { _ = try await pool.execute([(JobStatements.unregister, [.text(host)])]) }

    /// Takes over what dead hosts held. - Returns: hosts lost, runs put back, runs given up.
    @discardableResult
    func rescue() async throws -> (hosts: Int, runs: Int, dead: Int) {
        let rows = try await pool.execute([(JobStatements.rescue, [])])[0].rows
        return (
            Int(rows.integer(row: 0, column: 0) ?? 0), Int(rows.integer(row: 0, column: 1) ?? 0), Int(rows.integer(row: 0, column: 2) ?? 0)
        )
    }

    /// Makes the slot rows fit the tenants.
    package func syncSlots() async throws { _ = try await pool.execute([(JobStatements.syncSlots, [])]) }

    func progress(host: String, run: Int64, fraction: Double, note: String) async throws {
        _ = try await pool.execute([(JobStatements.progress, [.text(host), .int(run), .double(fraction), .text(note)])])
    }

    /// Removes history older than so many days. - Returns: rows removed.
    package func pruneHistory(days: Int) async throws -> Int {
        try await pool.execute([(JobStatements.prune, [.int(Int64(days))])])[0].affected
    }

    func json(_ value: some Encodable) throws -> String { String(decoding: try JSONEncoder().encode(value), as: UTF8.self) }
}

private struct EnqueueRow: Encodable {
    let tenant: Int64
    let plugin: String
    let job: String
    let arguments: String?
    let unique_key: String?
    let priority: Int
    let delay_ms: Int
    let attempts: Int
    let backoff_ms: Int
    let deadline_ms: Int
}

/// A slot given back, with how many runs its next holder should take at once.
struct ReleasedSlot: Sendable, Encodable {
    let tenant: Int64
    let slot: Int
    let batch: Int
}
