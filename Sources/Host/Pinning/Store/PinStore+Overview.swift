internal import HostData
internal import PostgresClient

/// How it stands at one provider over all hosts.
package struct PinOverview: Sendable, Hashable {
    /// As the database has it: one that is named no more stands here too.
    package let provider: String
    package let pinned: Int
    package let waiting: Int
    /// To be unpinned.
    package let removing: Int
    /// That the provider refused for good.
    package let parked: Int
    /// That the provider kept under another identifier.
    package let mismatched: Int
    /// What one of those says that something went wrong with.
    package let example: String?
    package let monthBytes: Int64
    /// Why it is left alone, and how long still; nil while it is not.
    package let problem: String?
    package let restSeconds: Double
    /// The host that asks it; nil while none does.
    package let holder: String?
    package let secondsSinceGood: Double?
    /// In the last 24 hours, the one that has begun included, and in the last seven days.
    package let day: PinTally
    package let week: PinTally
    /// Since the pin that was not looked for the longest was pinned or looked for; nil while there is none.
    package let uncheckedSeconds: Double?
}

extension PinStore {
    private static let overview: Statement = """
        SELECT n.provider, coalesce(c.pinned, 0), coalesce(c.waiting, 0), coalesce(c.removing, 0), coalesce(c.parked, 0),
            coalesce(c.mismatched, 0), c.example,
            CASE WHEN v.month = date_trunc('month', now() AT TIME ZONE 'UTC')::date THEN v.month_bytes ELSE 0 END, v.problem,
            extract(epoch FROM greatest(v.rests_until, clock_timestamp()) - clock_timestamp())::float8,
            CASE WHEN v.lease_until > clock_timestamp() THEN v.host END, extract(epoch FROM clock_timestamp() - v.last_good_at)::float8,
            coalesce(h.pinned_day, 0), coalesce(h.failed_day, 0), coalesce(h.checked_day, 0), coalesce(h.lost_day, 0),
            coalesce(h.pinned_week, 0), coalesce(h.failed_week, 0), coalesce(h.checked_week, 0), coalesce(h.lost_week, 0),
            extract(epoch FROM clock_timestamp() - c.unchecked_since)::float8
        FROM (SELECT name AS provider FROM app.pin_providers UNION SELECT provider FROM app.pin_places) n
        LEFT JOIN app.pin_providers v ON v.name = n.provider
        LEFT JOIN (
            SELECT q.provider, count(*) FILTER (WHERE p.wanted AND q.state = 'pinned') AS pinned,
                count(*) FILTER (WHERE p.wanted AND q.state IN ('pending', 'pinning')) AS waiting,
                count(*) FILTER (WHERE NOT p.wanted AND q.state <> 'removed') AS removing,
                count(*) FILTER (WHERE p.wanted AND q.state = 'parked') AS parked,
                count(*) FILTER (WHERE q.problem_code = 'other_content') AS mismatched,
                min(coalesce(q.checked_at, q.changed_at)) FILTER (WHERE p.wanted AND q.state = 'pinned' AND NOT q.is_open) AS unchecked_since,
                min(q.problem) FILTER (WHERE q.problem_code IN ('refused', 'other_content')) AS example
            FROM app.pin_places q JOIN app.pins p ON p.tenant_id = q.tenant_id AND p.key = q.key GROUP BY q.provider
        ) c ON c.provider = n.provider
        LEFT JOIN (
            SELECT w.provider, sum(w.pinned)::bigint AS pinned_week, sum(w.failed)::bigint AS failed_week,
                sum(w.checked)::bigint AS checked_week, sum(w.lost)::bigint AS lost_week,
                sum(w.pinned) FILTER (WHERE w.is_day)::bigint AS pinned_day, sum(w.failed) FILTER (WHERE w.is_day)::bigint AS failed_day,
                sum(w.checked) FILTER (WHERE w.is_day)::bigint AS checked_day, sum(w.lost) FILTER (WHERE w.is_day)::bigint AS lost_day
            FROM (SELECT *, hour > now() - interval '24 hours' AS is_day FROM app.pin_hours WHERE hour > now() - interval '7 days') w
            GROUP BY w.provider
        ) h ON h.provider = n.provider
        ORDER BY n.provider
        """
    private static let unplaced: Statement = """
        SELECT count(*) FROM app.pins p WHERE p.wanted
            AND NOT EXISTS (SELECT FROM app.pin_places q WHERE q.tenant_id = p.tenant_id AND q.key = p.key)
        """
    private static let retry: Statement = """
        UPDATE app.pin_places SET state = CASE WHEN state = 'parked' THEN 'pending' ELSE state END, is_open = true, next_at = now()
        WHERE state = 'parked' OR (is_open AND problem_code IS NOT NULL)
        """
    private static let wakeAll: Statement = """
        UPDATE app.pin_providers SET rests_until = '-infinity', problem = NULL, problem_code = NULL, failures = 0
        """

    /// Reads how it stands everywhere.
    /// - Returns: By provider, and how many objects wait without any, as while pinning is switched off.
    package func overview() async throws -> (providers: [PinOverview], unplaced: Int) {
        let results = try await pool.execute([
            (TenantContext.statement, Self.everybody.parameters), (Self.overview, []), (Self.unplaced, []),
        ])
        let rows = results[1].rows
        let providers = (0..<rows.rowCount).map { row in
            func count(_ column: Int) -> Int { Int(rows.integer(row: row, column: column) ?? 0) }
            return PinOverview(
                provider: rows.text(row: row, column: 0) ?? "", pinned: count(1), waiting: count(2), removing: count(3), parked: count(4),
                mismatched: count(5), example: rows.text(row: row, column: 6), monthBytes: rows.integer(row: row, column: 7) ?? 0,
                problem: rows.text(row: row, column: 8), restSeconds: rows.number(row: row, column: 9) ?? 0,
                holder: rows.text(row: row, column: 10), secondsSinceGood: rows.number(row: row, column: 11),
                day: PinTally(pinned: count(12), failed: count(13), checked: count(14), lost: count(15)),
                week: PinTally(pinned: count(16), failed: count(17), checked: count(18), lost: count(19)),
                uncheckedSeconds: rows.number(row: row, column: 20))
        }
        return (providers, Int(results[2].rows.integer(row: 0, column: 0) ?? 0))
    }

    /// The operator's word that what was refused is to be tried again, now.
    /// - Returns: How many.
    package func retryAll() async throws -> Int {
        let results = try await pool.execute([
            (TenantContext.statement, Self.everybody.parameters), (Self.retry, []), (Self.wakeAll, []),
        ])
        return results[1].affected
    }
}
