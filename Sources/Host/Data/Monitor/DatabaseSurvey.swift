package import PostgresClient

/// Reads ``DatabaseFigures`` with no more rights than the host's role has, without waiting for a lock of anybody.
package struct DatabaseSurvey: Sendable {
    /// So many tables are told.
    package static let tableLimit = 10

    private let pool: PostgresPool
    private let cluster: PrivateCluster?

    /// - Parameters:
    ///   - pool: Of the host's role.
    ///   - cluster: The one that it leads to, if that is the host's own: only then can its disk be known.
    package init(pool: PostgresPool, cluster: PrivateCluster? = nil) { (self.pool, self.cluster) = (pool, cluster) }

    /// Two round trips, within the pool's deadline, which ends the statements in the server too.
    package func read() async throws(PostgresError) -> DatabaseFigures {
        let results = try await pool.execute(
            PostgresRequest(
                [Self.server, Self.ids, Self.sessions, Self.transactions, Self.deadRows].map { .init($0) }, limitsServerTime: true))
        var figures = DatabaseFigures()
        let server = results[0].rows
        func number(_ column: Int) -> Int { Int(server.integer(row: 0, column: column) ?? 0) }
        if server.rowCount > 0 {
            (figures.bytes, figures.connectionLimit) = (number(0), number(1))
            (figures.deadlocks, figures.temporaryBytes) = (number(2), number(3))
            (figures.blocksFromCache, figures.blocksFromDisk) = (number(4), number(5))
        }
        let ids = results[1].rows
        if ids.rowCount > 0 {
            figures.oldestId = .init(
                database: ids.text(row: 0, column: 0) ?? "", transactions: Int(ids.integer(row: 0, column: 1) ?? 0),
                multixacts: Int(ids.integer(row: 0, column: 2) ?? 0))
        }
        let sessions = results[2].rows
        figures.connections = Int(sessions.integer(row: 0, column: 0) ?? 0)
        figures.hiddenSessions = Int(sessions.integer(row: 0, column: 1) ?? 0)
        figures.snapshotAge = Int(sessions.integer(row: 0, column: 2) ?? 0)
        (figures.oldestTransaction, figures.oldestPrepared) = Self.oldest(results[3].rows)
        figures.deadRows = Self.tables(results[4].rows)
        figures.largest = await largest()
        figures.disk = await cluster?.diskRoom()
        return figures
    }

    /// A table that is being changed cannot be measured: rather than wait, and keep a connection for it, there are none this time.
    private func largest() async -> [DatabaseFigures.Size]? {
        let request = PostgresRequest(
            [.init(Self.shortLocks, discardsRows: true), .init(Self.sizes, [.int(Int64(Self.tableLimit))])], limitsServerTime: true)
        guard let rows = try? await pool.execute(request)[1].rows else { return nil }
        return (0..<rows.rowCount).map {
            .init(table: rows.text(row: $0, column: 0) ?? "", bytes: Int(rows.integer(row: $0, column: 1) ?? 0))
        }
    }

    /// The oldest of a session and the oldest that was prepared.
    private static func oldest(_ rows: RowBatch) -> (DatabaseFigures.OpenTransaction?, DatabaseFigures.OpenTransaction?) {
        var (session, prepared): (DatabaseFigures.OpenTransaction?, DatabaseFigures.OpenTransaction?)
        for row in 0..<rows.rowCount {
            let found = DatabaseFigures.OpenTransaction(
                process: rows.integer(row: row, column: 0).map { Int($0) }, name: rows.text(row: row, column: 1) ?? "",
                seconds: max(0, rows.number(row: row, column: 2) ?? 0))
            if found.process == nil { prepared = prepared ?? found } else { session = session ?? found }
        }
        return (session, prepared)
    }

    private static func tables(_ rows: RowBatch) -> [DatabaseFigures.Rows] {
        (0..<rows.rowCount).map { row in
            .init(
                table: rows.text(row: row, column: 0) ?? "", live: Int(rows.integer(row: row, column: 1) ?? 0),
                dead: Int(rows.integer(row: row, column: 2) ?? 0), secondsSinceVacuum: rows.number(row: row, column: 3),
                isAutovacuumed: rows.boolean(row: row, column: 4) ?? true)
        }
    }

    private static let server = Statement(
        """
        SELECT pg_database_size(current_database()),
            (current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
                - coalesce(nullif(current_setting('reserved_connections', true), '')::int, 0))::bigint,
            deadlocks, temp_bytes, blks_hit, blks_read
        FROM pg_stat_database WHERE datname = current_database()
        """)

    private static let ids: Statement = """
        SELECT datname, age(datfrozenxid)::bigint, mxid_age(datminmxid)::bigint FROM pg_database
        ORDER BY greatest(age(datfrozenxid), mxid_age(datminmxid)) DESC LIMIT 1
        """

    /// Processes of the server's own have no database or no user. What is hidden is told by the server's own word for it.
    private static let sessions = Statement(
        """
        SELECT count(*) FILTER (WHERE datid IS NOT NULL),
            count(*) FILTER (WHERE datname = current_database() AND query = '<insufficient privilege>'),
            coalesce(greatest(max(age(backend_xmin)) FILTER (WHERE datname = current_database() AND pid <> pg_backend_pid()),
                (SELECT max(age(transaction)) FROM pg_prepared_xacts WHERE database = current_database())), 0)::bigint
        FROM pg_stat_activity WHERE usesysid IS NOT NULL
        """)

    private static let transactions: Statement = """
        (SELECT pid, usename || coalesce(' ' || nullif(application_name, ''), ''), extract(epoch FROM now() - xact_start)::float8
            FROM pg_stat_activity
            WHERE datname = current_database() AND usesysid IS NOT NULL AND xact_start IS NOT NULL AND pid <> pg_backend_pid()
            ORDER BY xact_start LIMIT 1)
        UNION ALL
        (SELECT NULL::int, gid, extract(epoch FROM now() - prepared)::float8 FROM pg_prepared_xacts
            WHERE database = current_database() ORDER BY prepared LIMIT 1)
        """

    private static let deadRows = Statement(
        """
        SELECT s.schemaname || '.' || s.relname, s.n_live_tup, s.n_dead_tup,
            extract(epoch FROM now() - greatest(s.last_vacuum, s.last_autovacuum))::float8,
            current_setting('autovacuum')::bool AND current_setting('track_counts')::bool
                AND coalesce((SELECT option_value::bool FROM pg_options_to_table(c.reloptions) WHERE option_name = 'autovacuum_enabled'), true)
        FROM pg_stat_user_tables s JOIN pg_class c ON c.oid = s.relid
        WHERE s.n_dead_tup > 0 ORDER BY s.n_dead_tup DESC, 1 LIMIT \(tableLimit)
        """)

    private static let shortLocks: Statement = "SELECT set_config('lock_timeout', '200ms', true)"

    private static let sizes: Statement = """
        SELECT n.nspname || '.' || r.relname, sum(pg_total_relation_size(c.oid))::bigint
        FROM pg_class c JOIN pg_class r ON r.oid = CASE WHEN c.relispartition THEN pg_partition_root(c.oid) ELSE c.oid END
            JOIN pg_namespace n ON n.oid = r.relnamespace
        WHERE c.relkind IN ('r', 'm', 'p') AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
        GROUP BY r.oid, n.nspname, r.relname ORDER BY 2 DESC, 1 LIMIT $1
        """
}
