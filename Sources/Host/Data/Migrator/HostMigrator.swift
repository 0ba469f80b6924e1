package import PostgresClient

/// Brings the schema `app` up to date: in order, each in a transaction of its own, under a lock, never twice, never half.
package struct HostMigrator: Sendable {
    private let pool: PostgresPool

    package init(pool: PostgresPool) { self.pool = pool }

    /// Applies what is missing.
    ///
    /// Several hosts may call it at once; the others wait for the first.
    /// - Returns: The names of the migrations that ran now.
    /// - Throws: ``HostMigrationError`` if an applied migration has changed or one fails; `PostgresError` without a database.
    @discardableResult
    package func migrate(_ migrations: [HostMigration] = HostMigrations.all) async throws -> [String] {
        try await pool.withSession { session in
            try await session.script("SELECT pg_advisory_lock(\(Self.lockNumber))")
            do {
                let ran = try await applyMissing(migrations, session)
                try await session.script("SELECT pg_advisory_unlock(\(Self.lockNumber))")
                return ran
            } catch {
                try? await session.script("SELECT pg_advisory_unlock(\(Self.lockNumber))")
                throw error
            }
        }
    }

    /// Any number that no other user of the database takes; "HASHINS" as text.
    static let lockNumber: Int64 = 0x4841_5348_494E53

    private func applyMissing(_ migrations: [HostMigration], _ session: PostgresSession) async throws -> [String] {
        try await session.script(
            """
            CREATE SCHEMA IF NOT EXISTS app;
            CREATE TABLE IF NOT EXISTS app.migrations (
                number integer PRIMARY KEY, name text NOT NULL, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now());
            """)
        let applied = try await session.query("SELECT number, checksum FROM app.migrations ORDER BY number")
        var checksums: [Int: String] = [:]
        for row in 0..<applied.rowCount {
            checksums[Int(applied.integer(row: row, column: 0) ?? 0)] = applied.text(row: row, column: 1)
        }
        if let newest = checksums.keys.max(), newest > migrations.map(\.number).max() ?? 0 {
            throw HostMigrationError.databaseIsNewer(found: newest, known: migrations.map(\.number).max() ?? 0)
        }
        var ran: [String] = []
        for migration in migrations {
            if let checksum = checksums[migration.number] {
                guard checksum == migration.checksum else { throw HostMigrationError.changed(migration.name) }
                continue
            }
            do {
                try await session.script("BEGIN;\n\(migration.sql)")
                _ = try await session.query(
                    "INSERT INTO app.migrations (number, name, checksum) VALUES ($1, $2, $3)",
                    .int(Int64(migration.number)), .text(migration.name), .text(migration.checksum))
                try await session.script("COMMIT")
            } catch {
                try? await session.script("ROLLBACK")
                throw HostMigrationError.failed(migration.name, error)
            }
            ran.append(migration.name)
        }
        return ran
    }
}
