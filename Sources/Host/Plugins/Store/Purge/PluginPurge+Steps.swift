import HostData
import PostgresClient

/// The steps of a purge, each within the one transaction.
extension PluginPurge {
    func plan(in session: PostgresSession, key: TenantKey?) async throws -> PurgePlan {
        let hasSchema = try await hasSchema(in: session)
        var tables: [PurgePlan.Table] = []
        if hasSchema {
            try await actAsOwner(in: session, key: key)
            for table in try await self.tables(in: session) where key == nil || table.hasTenant {
                let condition = key == nil ? "" : " WHERE tenant_id = $1::bigint"
                let rows = try await session.execute([
                    (Statement("SELECT count(*) FROM \(qualified(table.name))\(condition)"), key.map { [.int($0.rawValue)] } ?? [])
                ])[0].rows
                tables.append(.init(name: "\(schemaName).\(table.name)", rowCount: rows.integer(row: 0, column: 0) ?? 0))
            }
            try await session.script("RESET ROLE; RESET app.sight_low; RESET app.sight_high")
        }
        var records: [PurgePlan.Table] = []
        for record in Self.records {
            let rows = try await session.query(
                Statement(
                    "SELECT count(*) FROM \(record.table) WHERE plugin = $1::text AND ($2::bigint IS NULL OR \(record.tenantColumn) = $2::bigint)"
                ), .text(plugin), PostgresValue(key?.rawValue))
            records.append(.init(name: record.table, rowCount: rows.integer(row: 0, column: 0) ?? 0))
        }
        let isAll = key == nil && hasSchema
        return PurgePlan(
            plugin: plugin, tenant: tenant, tables: tables, records: records,
            evidence: try await evidence(of: key, in: session), schema: isAll ? schemaName : nil,
            roles: isAll ? try await rolesThere(in: session) : [],
            readers: isAll ? try await readers(canDoWithout: true, in: session) : [])
    }

    /// All deletes are one statement: foreign keys between the tables are looked at when it ends, so their order plays no part.
    func deleteRows(of key: TenantKey, in session: PostgresSession) async throws {
        guard try await hasSchema(in: session) else { return }
        try await actAsOwner(in: session, key: key)
        let tables = try await self.tables(in: session).filter(\.hasTenant)
        if !tables.isEmpty {
            let deletes = tables.enumerated().map { number, table in
                "d\(number) AS (DELETE FROM \(qualified(table.name)) WHERE tenant_id = $1::bigint)"
            }
            _ = try await session.query(Statement("WITH \(deletes.joined(separator: ", ")) SELECT 1"), .int(key.rawValue))
        }
        try await session.script("RESET ROLE; RESET app.sight_low; RESET app.sight_high")
    }

    func dropEverything(_ plan: PurgePlan, in session: PostgresSession) async throws {
        let roles = try await rolesThere(in: session)
        for role in roles { try await session.script("GRANT \(SQLText.name(role)) TO CURRENT_USER") }
        // Sessions that are still open under a role would find themselves without one.
        for role in roles {
            _ = try await session.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1::text", .text(role))
        }
        if try await hasSchema(in: session) { try await session.script("DROP SCHEMA \(SQLText.name(schemaName)) CASCADE") }
        for role in roles { try await session.script("DROP OWNED BY \(SQLText.name(role)) CASCADE") }
        for role in roles { try await session.script("DROP ROLE \(SQLText.name(role))") }
        for table in Self.traces {
            _ = try await session.query(Statement("DELETE FROM \(table) WHERE plugin = $1::text"), .text(plugin))
        }
        _ = try await session.query("DELETE FROM app.plugin_grants WHERE on_plugin = $1::text", .text(plugin))
    }

    func deleteRecords(of key: TenantKey?, in session: PostgresSession) async throws {
        for record in Self.records {
            _ = try await session.query(
                Statement(
                    "DELETE FROM \(record.table) WHERE plugin = $1::text AND ($2::bigint IS NULL OR \(record.tenantColumn) = $2::bigint)"),
                .text(plugin), PostgresValue(key?.rawValue))
        }
    }

    private func qualified(_ table: String) -> String { "\(SQLText.name(schemaName)).\(SQLText.name(table))" }

    private func hasSchema(in session: PostgresSession) async throws -> Bool {
        try await session.query("SELECT 1 FROM pg_namespace WHERE nspname = $1::text", .text(schemaName)).rowCount == 1
    }

    private func rolesThere(in session: PostgresSession) async throws -> [String] {
        let rows = try await session.query(
            "SELECT rolname::text FROM pg_roles WHERE rolname = ANY ($1::text[]) ORDER BY rolname", .array(roles))
        return (0..<rows.rowCount).compactMap { rows.text(row: $0, column: 0) }
    }

    /// Row security binds the owner too: with a tenant's sight it cannot reach anybody else's rows, whatever a statement says.
    private func actAsOwner(in session: PostgresSession, key: TenantKey?) async throws {
        try await session.script(
            """
            SET LOCAL ROLE \(owner);
            SET LOCAL app.sight_low = '\(key?.rawValue ?? .min)';
            SET LOCAL app.sight_high = '\(key?.rawValue ?? .max)';
            """)
    }

    /// Without partitions, which their parents stand for.
    private func tables(in session: PostgresSession) async throws -> [(name: String, hasTenant: Bool)] {
        let rows = try await session.query(
            """
            SELECT c.relname::text, EXISTS (
                SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = $1::text AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY c.relname
            """, .text(schemaName))
        return (0..<rows.rowCount).map { (rows.text(row: $0, column: 0) ?? "", rows.boolean(row: $0, column: 1) ?? false) }
    }
}
