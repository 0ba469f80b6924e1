package import HostData
import HostTenancy
import PostgresClient

/// The rollouts in the database: one row a plugin, every change told to all hosts at commit and audited.
package struct RolloutStore: Sendable {
    let pool: PostgresPool

    package init(database: Database) { pool = database.host }

    /// All plugins' last rollouts, by plugin.
    /// - Throws: `PostgresError`.
    package func all() async throws -> [Rollout] {
        try await pool.withSession { try await Self.rollouts(plugin: nil, in: $0) }
    }

    /// The last rollout of a plugin, or nil.
    /// - Throws: `PostgresError`.
    package func rollout(of plugin: String) async throws -> Rollout? {
        try await pool.withSession { try await Self.rollouts(plugin: plugin, in: $0).first }
    }

    static func rollouts(plugin: String?, in session: PostgresSession, locking: Bool = false) async throws -> [Rollout] {
        let sql = """
            SELECT plugin, rollout, revision, base_digest, from_version, from_digest, to_version, to_digest, percent::bigint,
                   array_to_string(tenants, ','), state, is_contracted, reason, started_at, started_by, changed_at, changed_by
            FROM app.plugin_rollouts WHERE $1::text IS NULL OR plugin = $1::text ORDER BY plugin
            """
        let rows = try await session.query(Statement(locking ? sql + " FOR UPDATE" : sql), PostgresValue(plugin))
        return (0..<rows.rowCount).compactMap { row -> Rollout? in
            func text(_ column: Int) -> String { rows.text(row: row, column: column) ?? "" }
            guard let state = Rollout.State(rawValue: text(10)) else { return nil }
            let share: RolloutShare =
                if let percent = rows.integer(row: row, column: 8) {
                    .percent(Int(percent))
                } else if let tenants = rows.text(row: row, column: 9) {
                    .tenants(Set(tenants.split(separator: ",").map(String.init)))
                } else {
                    .all
                }
            return Rollout(
                plugin: text(0), number: rows.integer(row: row, column: 1) ?? 0, revision: rows.integer(row: row, column: 2) ?? 0,
                baseDigest: text(3), older: Rollout.Version(version: text(4), digest: text(5)),
                newer: Rollout.Version(version: text(6), digest: text(7)), share: share, state: state,
                isContracted: rows.boolean(row: row, column: 11) ?? false, reason: rows.text(row: row, column: 12),
                startedAtMicros: rows.timestampMicros(row: row, column: 13) ?? 0, startedBy: text(14),
                changedAtMicros: rows.timestampMicros(row: row, column: 15) ?? 0, changedBy: text(16))
        }
    }

    /// Begins a rollout for nobody yet, in place of the plugin's last one.
    ///
    /// - Throws: ``RolloutError`` (`conflict`) if one is running; `PostgresError`.
    func begin(plugin: String, base: String, older: Rollout.Version, newer: Rollout.Version, origin: ChangeOrigin) async throws -> Rollout {
        try await write(plugin, "plugin.upgrade.begin", origin) { before, session in
            guard before?.state != .running else {
                throw RolloutError(
                    .conflict,
                    "\(plugin) is on its way to \(before?.newer.version ?? "another version") already; finish that or roll it back first")
            }
            _ = try await session.query("DELETE FROM app.plugin_rollout_counts WHERE plugin = $1::text", .text(plugin))
            _ = try await session.query(
                """
                INSERT INTO app.plugin_rollouts AS r (plugin, rollout, revision, base_digest, from_version, from_digest, to_version, to_digest,
                    percent, state, started_by, changed_by)
                VALUES ($1::text, 1, nextval('app.rollout_revision'), $2::text, $3::text, $4::text, $5::text, $6::text, 0, 'running',
                    $7::text, $7::text)
                ON CONFLICT (plugin) DO UPDATE SET rollout = r.rollout + 1, revision = EXCLUDED.revision, base_digest = EXCLUDED.base_digest,
                    from_version = EXCLUDED.from_version, from_digest = EXCLUDED.from_digest, to_version = EXCLUDED.to_version,
                    to_digest = EXCLUDED.to_digest, percent = 0, tenants = NULL, state = 'running', is_contracted = false, reason = NULL,
                    started_at = now(), started_by = EXCLUDED.started_by, changed_at = now(), changed_by = EXCLUDED.changed_by
                """, .text(plugin), .text(base), .text(older.version), .text(older.digest), .text(newer.version), .text(newer.digest),
                .text(origin.actor))
        }
    }

    /// Gives the new version to a share of the tenants.
    func set(share: RolloutShare, of rollout: Rollout, origin: ChangeOrigin) async throws -> Rollout {
        let percent: Int? = if case .percent(let share) = share { share } else { nil }
        let tenants: String? = if case .tenants(let ids) = share { ids.sorted().joined(separator: ",") } else { nil }
        return try await change(rollout, "plugin.upgrade", origin) { session in
            _ = try await session.query(
                """
                UPDATE app.plugin_rollouts SET percent = $2::bigint::integer, tenants = string_to_array($3::text, ','),
                    revision = nextval('app.rollout_revision'), changed_at = now(), changed_by = $4::text WHERE plugin = $1::text
                """, .text(rollout.plugin), PostgresValue(percent), PostgresValue(tenants), .text(origin.actor))
        }
    }

    /// Ends a rollout, or takes back what it had ended with.
    ///
    /// - Parameter serving: The version that serves from now on, if it is an installed one.
    func end(
        _ rollout: Rollout, as state: Rollout.State, reason: String?, serving: InstalledBundle? = nil,
        origin: ChangeOrigin
    ) async throws -> Rollout {
        let action = state == .done ? "plugin.upgrade.finish" : state == .failed ? "plugin.upgrade.fail" : "plugin.rollback"
        // What is finished, or has failed, was looked at: whoever has changed the share since has to be heard. Going back is always right.
        return try await change(rollout, action, origin, onlyRevision: state != .rolledBack) { session in
            _ = try await session.query(
                """
                UPDATE app.plugin_rollouts SET state = $2::text, reason = $3::text,
                    revision = nextval('app.rollout_revision'), changed_at = now(), changed_by = $4::text WHERE plugin = $1::text
                """, .text(rollout.plugin), .text(state.rawValue), PostgresValue(reason), .text(origin.actor))
            if let serving { try await BundleStore.serve(serving, in: session) }
        }
    }

    /// Notes that migrations are about to run that the older version cannot live with.
    func noteContraction(of rollout: Rollout, origin: ChangeOrigin) async throws -> Rollout {
        try await setContraction(of: rollout, to: true, "plugin.upgrade.contract", origin)
    }

    /// Notes that none of those migrations has run after all.
    func takeBackContraction(of rollout: Rollout, origin: ChangeOrigin) async throws -> Rollout {
        try await setContraction(of: rollout, to: false, "plugin.upgrade.contract.failed", origin)
    }

    /// Only on the very revision that the caller looked at: whoever has changed the share since has to be heard first.
    private func setContraction(
        of rollout: Rollout, to isContracted: Bool, _ action: String, _ origin: ChangeOrigin
    ) async throws -> Rollout {
        try await change(rollout, action, origin, onlyRevision: true) { session in
            _ = try await session.query(
                """
                UPDATE app.plugin_rollouts SET is_contracted = $2::boolean, revision = nextval('app.rollout_revision'), changed_at = now(),
                    changed_by = $3::text WHERE plugin = $1::text
                """, .text(rollout.plugin), .bool(isContracted), .text(origin.actor))
        }
    }

    /// Changes a rollout that is as the caller knows it.
    private func change(
        _ rollout: Rollout, _ action: String, _ origin: ChangeOrigin, onlyRevision: Bool = false,
        _ body: @escaping @Sendable (PostgresSession) async throws -> Void
    ) async throws -> Rollout {
        try await write(rollout.plugin, action, origin) { before, session in
            guard let before, before.number == rollout.number, before.state == rollout.state,
                before.isContracted == rollout.isContracted, !onlyRevision || before.revision == rollout.revision
            else {
                throw RolloutError(
                    .conflict,
                    "the rollout of \(rollout.plugin) is \(before?.summary ?? "gone") by now; look at plugins list and decide again")
            }
            try await body(session)
        }
    }

    private func write(
        _ plugin: String, _ action: String, _ origin: ChangeOrigin,
        _ body: @escaping @Sendable (Rollout?, PostgresSession) async throws -> Void
    ) async throws -> Rollout {
        try await pool.withSession { session in
            try await session.transaction { session in
                _ = try await session.query(
                    "SELECT 1 FROM pg_advisory_xact_lock(hashtextextended('hashinsight rollout ' || $1::text, 0))", .text(plugin))
                let before = try await Self.rollouts(plugin: plugin, in: session, locking: true).first
                try await body(before, session)
                guard let after = try await Self.rollouts(plugin: plugin, in: session).first else {
                    throw RolloutError(.conflict, "the rollout of \(plugin) is gone")
                }
                _ = try await session.query("SELECT app.rollout_changed($1::bigint)", .int(after.revision))
                try await AuditLog.append(
                    AuditEvent(
                        tenant: nil, action: action, subject: "\(plugin)/\(after.newer.version)", beforeJSON: before?.auditJSON,
                        afterJSON: after.auditJSON), origin, in: session)
                return after
            }
        }
    }
}

extension Rollout {
    /// What the audit keeps of it.
    var auditJSON: String {
        var object: [String: JSONValue] = [
            "from": .string(older.version), "to": .string(newer.version), "share": .string("\(share)"), "state": .string(state.rawValue),
        ]
        if let reason { object["reason"] = .string(reason) }
        if isContracted { object["contracted"] = .bool(true) }
        return JSONValue.object(object).text
    }
}
