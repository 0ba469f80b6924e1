import PostgresClient

extension JobQueue {
    /// Runs of the tenants in sight: those that wait or run first, then the newest that ended.
    package func runs(sight: ClosedRange<Int64>, offset: Int, limit: Int) async throws -> (runs: [JobRunStatus], total: Int) {
        let results = try await pool.execute([
            (Self.runsStatement, [.int(sight.lowerBound), .int(sight.upperBound), .int(Int64(offset)), .int(Int64(limit))]),
            (Self.countStatement, [.int(sight.lowerBound), .int(sight.upperBound)]),
        ])
        let rows = results[0].rows
        let runs = (0..<rows.rowCount).map { row in
            JobRunStatus(
                id: rows.integer(row: row, column: 0) ?? 0, tenant: rows.text(row: row, column: 1) ?? "",
                plugin: rows.text(row: row, column: 2) ?? "",
                job: rows.text(row: row, column: 3) ?? "", state: rows.text(row: row, column: 4) ?? "",
                attempt: Int(rows.integer(row: row, column: 5) ?? 0), dueAtMicros: rows.timestampMicros(row: row, column: 6) ?? 0,
                startedAtMicros: rows.timestampMicros(row: row, column: 7), endedAtMicros: rows.timestampMicros(row: row, column: 8),
                progress: rows.number(row: row, column: 9), message: rows.text(row: row, column: 10))
        }
        return (runs, Int(results[1].rows.integer(row: 0, column: 0) ?? 0))
    }

    /// Every schedule.
    package func schedules() async throws -> [JobScheduleStatus] {
        let rows = try await pool.query(Self.schedulesStatement)
        return (0..<rows.rowCount).map { row in
            JobScheduleStatus(
                tenant: rows.text(row: row, column: 0) ?? "", plugin: rows.text(row: row, column: 1) ?? "",
                job: rows.text(row: row, column: 2) ?? "",
                recurrence: rows.text(row: row, column: 3) ?? "", nextAtMicros: rows.timestampMicros(row: row, column: 4) ?? 0,
                paused: rows.boolean(row: row, column: 5) ?? false)
        }
    }

    private static let runsStatement = Statement(
        """
        SELECT id, tenant, plugin, job, state, attempt, due_at, started_at, ended_at, progress, message FROM (
            SELECT r.id, t.id AS tenant, r.plugin, r.job, CASE WHEN r.host IS NULL THEN 'waiting' ELSE 'running' END AS state, r.attempt,
                r.due_at, r.started_at, NULL::timestamptz AS ended_at, r.progress, r.note AS message, 0 AS section
            FROM app.job_runs r JOIN app.tenants t ON t.key = r.tenant_key WHERE r.tenant_key BETWEEN $1 AND $2
            UNION ALL
            SELECT h.run_id, t.id, h.plugin, h.job, h.state, h.attempt, h.due_at, h.started_at, h.ended_at, NULL, coalesce(h.error, h.summary), 1
            FROM app.job_history h JOIN app.tenants t ON t.key = h.tenant_key WHERE h.tenant_key BETWEEN $1 AND $2
        ) both_kinds ORDER BY section, ended_at DESC, id DESC OFFSET $3 LIMIT $4
        """)

    private static let countStatement = Statement(
        """
        SELECT (SELECT count(*) FROM app.job_runs WHERE tenant_key BETWEEN $1 AND $2)
            + (SELECT count(*) FROM app.job_history WHERE tenant_key BETWEEN $1 AND $2)
        """)

    private static let schedulesStatement = Statement(
        """
        SELECT t.id, s.plugin, s.job, coalesce('every ' || s.every_ms || ' ms', s.cron || ' ' || s.time_zone), s.next_at, s.paused
        FROM app.job_schedules s JOIN app.tenants t ON t.key = s.tenant_key ORDER BY s.next_at
        """)
}
