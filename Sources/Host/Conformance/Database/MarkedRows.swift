import HostPlugins
import HostTenancy
import PostgresClient

/// Puts a row with a tenant's mark into each of the plugin's tables, as far as its constraints let rows be made up.
struct MarkedRows {
    let manifest: Manifest
    let database: PostgresPool

    /// The tables that have rows afterwards.
    func write(for tenant: Tenant, mark: String) async throws -> [String] {
        var left = manifest.tables.filter { !$0.isReference }.map(\.name)
        var done: [String] = []
        // Tables that refer to others find their rows in a later turn.
        while !left.isEmpty {
            var refused: [String] = []
            for table in left {
                if await insert(table, tenant, mark) { done.append(table) } else { refused.append(table) }
            }
            if refused.count == left.count { break }
            left = refused
        }
        return done
    }

    private func insert(_ table: String, _ tenant: Tenant, _ mark: String) async -> Bool {
        do {
            let columns = try await database.query(
                """
                SELECT column_name::text, data_type::text, udt_schema::text, udt_name::text,
                       (is_identity = 'YES' OR column_default IS NOT NULL OR is_generated = 'ALWAYS')::text
                FROM information_schema.columns WHERE table_schema = $1 AND table_name = $2 ORDER BY ordinal_position
                """, .text(manifest.schemaName), .text(table)
            )
            var (names, values): ([String], [String]) = ([], [])
            for row in 0..<columns.rowCount {
                func text(_ column: Int) -> String {
                    if case .text(let text) = columns.value(row: row, column: column) { text } else { "" }
                }
                if text(4) == "true", text(1) != "text" { continue }
                names.append("\"\(text(0))\"")
                values.append(text(0) == "tenant_id" ? "\(tenant.key.rawValue)" : value(text(1), enumType: "\(text(2)).\(text(3))", mark))
            }
            guard !names.isEmpty else { return false }
            let sight = tenant.key.sight
            let statement = """
                BEGIN;
                SET LOCAL ROLE \(manifest.ownerRole);
                SELECT set_config('app.tenant', '\(tenant.key.rawValue)', true), set_config('app.sight_low', '\(sight.lowerBound)', true),
                       set_config('app.sight_high', '\(sight.upperBound)', true);
                INSERT INTO \(manifest.schemaName).\(table) (\(names.joined(separator: ", "))) VALUES (\(values.joined(separator: ", ")));
                COMMIT;
                """
            try await database.withSession { session in
                do {
                    try await session.script(statement)
                } catch {
                    try? await session.script("ROLLBACK")
                    throw error
                }
            }
            return true
        } catch {
            return false
        }
    }

    private func value(_ type: String, enumType: String, _ mark: String) -> String {
        switch type {
        case "text", "character varying", "character": "'\(mark)'"
        case "bigint", "integer", "smallint", "numeric", "double precision", "real": "1"
        case "boolean": "true"
        case "jsonb", "json": "'{\"mark\": \"\(mark)\"}'"
        case "bytea": "'\(mark)'::bytea"
        case "uuid": "'01890a5d-ac96-774b-bcce-b302099a8057'"
        case "inet": "'192.0.2.7'"
        case "USER-DEFINED": "(enum_range(NULL::\(enumType)))[1]"
        case _ where type.hasPrefix("timestamp"), "date": "now()"
        default: "NULL"
        }
    }
}
