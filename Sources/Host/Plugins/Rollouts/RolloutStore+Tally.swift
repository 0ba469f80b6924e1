import PostgresClient

/// What the hosts have counted since a rollout began.
extension RolloutStore {
    /// Notes what one run of a host has counted, in place of what it said before. A rollout that is over for another has no use for it.
    func note(_ tally: RolloutTally, of rollout: Rollout, host: String, run: String) async throws {
        _ = try await pool.query(
            """
            INSERT INTO app.plugin_rollout_counts (plugin, run, rollout, host, newer_calls, newer_faults, newer_crashes, older_calls,
                older_faults, older_crashes, before_calls, before_faults, before_crashes)
            SELECT $1::text, $2::text, $3::bigint, $4::text, $5::bigint, $6::bigint, $7::bigint, $8::bigint, $9::bigint, $10::bigint,
                $11::bigint, $12::bigint, $13::bigint
            WHERE EXISTS (SELECT FROM app.plugin_rollouts WHERE plugin = $1::text AND rollout = $3::bigint)
            ON CONFLICT (plugin, run) DO UPDATE SET rollout = EXCLUDED.rollout, newer_calls = EXCLUDED.newer_calls,
                newer_faults = EXCLUDED.newer_faults, newer_crashes = EXCLUDED.newer_crashes, older_calls = EXCLUDED.older_calls,
                older_faults = EXCLUDED.older_faults, older_crashes = EXCLUDED.older_crashes, before_calls = EXCLUDED.before_calls,
                before_faults = EXCLUDED.before_faults, before_crashes = EXCLUDED.before_crashes, at = now()
            """, .text(rollout.plugin), .text(run), .int(rollout.number), .text(host), .int(Int64(tally.newer.calls)),
            .int(Int64(tally.newer.faults)), .int(Int64(tally.newer.crashes)), .int(Int64(tally.older.calls)),
            .int(Int64(tally.older.faults)), .int(Int64(tally.older.crashes)), .int(Int64(tally.before.calls)),
            .int(Int64(tally.before.faults)), .int(Int64(tally.before.crashes)))
    }

    /// The sums of all hosts, of those that have ended since too.
    /// - Throws: `PostgresError`.
    package func tally(of rollout: Rollout) async throws -> RolloutTally {
        let rows = try await pool.query(
            """
            SELECT coalesce(sum(newer_calls), 0)::bigint, coalesce(sum(newer_faults), 0)::bigint, coalesce(sum(newer_crashes), 0)::bigint,
                coalesce(sum(older_calls), 0)::bigint, coalesce(sum(older_faults), 0)::bigint, coalesce(sum(older_crashes), 0)::bigint,
                coalesce(sum(before_calls), 0)::bigint, coalesce(sum(before_faults), 0)::bigint, coalesce(sum(before_crashes), 0)::bigint
            FROM app.plugin_rollout_counts WHERE plugin = $1::text AND rollout = $2::bigint
            """, .text(rollout.plugin), .int(rollout.number))
        func counts(_ column: Int) -> VersionCounts {
            func number(_ column: Int) -> Int { Int(rows.integer(row: 0, column: column) ?? 0) }
            return VersionCounts(calls: number(column), faults: number(column + 1), crashes: number(column + 2))
        }
        return RolloutTally(newer: counts(0), older: counts(3), before: counts(6))
    }
}
