extension PluginSchema {
    /// Runs what has not run yet, each migration in a transaction of its own: never twice, never half.
    ///
    /// - Parameter limit: Where a version serves meanwhile.
    func migrate(_ session: any SchemaSession, _ readers: ReaderStatements, _ limit: MigrationLimit?) async throws -> [String] {
        var ran: [String] = []
        for migration in try await pendingMigrations(session) {
            do {
                try await LockPatience().transaction(session) {
                    let before = try await readers.answers(session)
                    try await session.script(plan.actAsOwner)
                    if let limit { try await limit.run(migration.sql, session) } else { try await session.script(migration.sql) }
                    try await readers.check(session, since: before, after: migration.path)
                    try await session.script("RESET ROLE")
                    try await record(migration, session)
                }
            } catch {
                throw await failure(of: migration, error, limit: limit, happened: "failed and was rolled back", session)
            }
            ran.append(migration.name)
        }
        return ran
    }

    /// The bundle's migrations that the database does not have yet, in order.
    ///
    /// - Throws: `SchemaError` if one that has run reads otherwise now, or the database has more than the bundle.
    func pendingMigrations(_ session: any SchemaSession) async throws -> [MigrationSource] {
        let rows = try await session.rows("SELECT number::text, checksum FROM app.plugin_migrations WHERE plugin = $1::text", [manifest.id])
        var applied: [Int: String] = [:]
        for row in rows { if let number = row[0].flatMap({ Int($0) }) { applied[number] = row[1] } }
        if let newest = applied.keys.max(), newest > bundle.migrations.count {
            throw SchemaError(
                .databaseIsNewer,
                "the database has migration \(newest) of \(manifest.id), the bundle knows up to \(bundle.migrations.count): install a newer bundle"
            )
        }
        for migration in bundle.migrations {
            guard let checksum = applied[migration.number], checksum != migration.checksum else { continue }
            throw SchemaError(
                .migrationChanged,
                "\(migration.path) of \(manifest.id) has run before with another text; restore it and add a new migration")
        }
        return bundle.migrations.filter { applied[$0.number] == nil }
    }

    /// Notes that a migration has run, in its own transaction.
    func record(_ migration: MigrationSource, _ session: any SchemaSession) async throws {
        _ = try await session.rows(
            "INSERT INTO app.plugin_migrations (plugin, number, name, checksum) VALUES ($1::text, $2::text::integer, $3::text, $4::text)",
            [manifest.id, String(migration.number), migration.name, migration.checksum])
    }

    /// Brings the reference tables to what `data/*.csv` says: rows are added, changed and removed, never doubled.
    ///
    /// - Parameter keepsOthers: Removes nothing: an older version still serves, which may refer to what the newer one has dropped.
    func fillReferenceTables(_ session: any SchemaSession, keepsOthers: Bool = false) async throws {
        for table in manifest.tables {
            guard let data = bundle.referenceData[table.name] else { continue }
            let name = plan.qualified(table.name)
            let key = try await session.rows(
                """
                SELECT a.attname::text FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey::int2[])
                WHERE i.indrelid = $1::text::regclass AND i.indisprimary
                """, ["\(plan.schema).\(SQLText.name(table.name))"]
            ).compactMap(\.first).compactMap { $0 }
            guard !key.isEmpty, Set(key).isSubset(of: Set(data.columns)) else {
                throw SchemaError(
                    .failed, "data/\(table.dataFile ?? ""): expected the key's columns (\(key.joined(separator: ", "))) among its columns")
            }
            let columns = data.columns.map(SQLText.name)
            let columnList = columns.joined(separator: ", ")
            let join = key.map { "t.\(SQLText.name($0)) = d.\(SQLText.name($0))" }.joined(separator: " AND ")
            let changes = data.columns.filter { !key.contains($0) }.map(SQLText.name)
            let update =
                changes.isEmpty
                ? "DO NOTHING"
                : "DO UPDATE SET " + changes.map { "\($0) = EXCLUDED.\($0)" }.joined(separator: ", ")
                    + " WHERE (\(changes.map { "t.\($0)" }.joined(separator: ", "))) IS DISTINCT FROM (\(changes.map { "EXCLUDED.\($0)" }.joined(separator: ", ")))"
            // The texts travel as one JSON array; PostgreSQL turns each into its column's type and names the value that does not fit.
            let rows = JSONValue.array(
                data.rows.map { row in
                    .object(Dictionary(uniqueKeysWithValues: zip(data.columns, row.map { $0.map(JSONValue.string) ?? .null })))
                }
            ).text
            let source = "jsonb_populate_recordset(NULL::\(name), $1::text::jsonb)"
            do {
                try await session.transaction {
                    try await session.script(plan.actAsOwner)
                    _ = try await session.rows(
                        "INSERT INTO \(name) AS t (\(columnList)) SELECT \(columnList) FROM \(source) ON CONFLICT (\(key.map(SQLText.name).joined(separator: ", "))) \(update)",
                        [rows])
                    guard !keepsOthers else { return }
                    _ = try await session.rows(
                        "DELETE FROM \(name) AS t WHERE NOT EXISTS (SELECT FROM \(source) AS d WHERE \(join))", [rows])
                }
            } catch {
                throw SchemaError(.failed, "data/\(table.dataFile ?? "") does not fit the table \(table.name): \(error)", cause: error)
            }
        }
    }
}
