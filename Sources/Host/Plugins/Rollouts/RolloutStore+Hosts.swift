import PostgresClient

/// What the hosts say of how far they have followed.
extension RolloutStore {
    /// Notes how far a host is. Nothing is told to anybody: whoever wants to know looks.
    func report(_ report: RolloutHost, plugin: String) async throws {
        _ = try await pool.query(
            """
            INSERT INTO app.plugin_rollout_hosts (plugin, host, revision, newer, older, waiting, note)
            SELECT $1::text, $2::text, $3::bigint, $4::bigint, $5::bigint, $6::bigint, $7::text
            WHERE EXISTS (SELECT FROM app.plugin_rollouts WHERE plugin = $1::text)
            ON CONFLICT (plugin, host) DO UPDATE SET revision = EXCLUDED.revision, newer = EXCLUDED.newer, older = EXCLUDED.older,
                waiting = EXCLUDED.waiting, note = EXCLUDED.note, at = now()
            """, .text(plugin), .text(report.host), .int(report.revision), .int(Int64(report.newer)), .int(Int64(report.older)),
            .int(Int64(report.waiting)), PostgresValue(report.note))
    }

    /// A host has stopped: nobody waits for it any more.
    package func forget(host: String) async throws {
        _ = try await pool.query("DELETE FROM app.plugin_rollout_hosts WHERE host = $1::text", .text(host))
    }

    /// Hosts that run jobs, and so plugins, but have said nothing of a plugin's rollout within the last minute, by name.
    package func silentHosts(of plugin: String) async throws -> [String] {
        let rows = try await pool.query(
            """
            SELECT name FROM app.job_hosts WHERE lease_until > now() AND NOT EXISTS (
                SELECT FROM app.plugin_rollout_hosts WHERE plugin = $1::text AND host = name AND at > now() - interval '1 minute')
            ORDER BY name
            """, .text(plugin))
        return (0..<rows.rowCount).compactMap { rows.text(row: $0, column: 0) }
    }

    /// The hosts that have said something about a plugin's rollout within the last minute, by name.
    /// - Throws: `PostgresError`.
    package func hosts(of plugin: String) async throws -> [RolloutHost] {
        let rows = try await pool.query(
            """
            SELECT host, revision, newer::bigint, older::bigint, waiting::bigint, note FROM app.plugin_rollout_hosts
            WHERE plugin = $1::text AND at > now() - interval '1 minute' ORDER BY host
            """, .text(plugin))
        return (0..<rows.rowCount).map { row in
            func number(_ column: Int) -> Int { Int(rows.integer(row: row, column: column) ?? 0) }
            return RolloutHost(
                host: rows.text(row: row, column: 0) ?? "", revision: rows.integer(row: row, column: 1) ?? 0, newer: number(2),
                older: number(3), waiting: number(4), note: rows.text(row: row, column: 5))
        }
    }
}
