import PostgresClient

/// How large a table is, with its partitions and indexes.
struct TableSize: Sendable, Hashable {
    let table: String
    /// As the server estimates it; 0 for a table that was never looked at.
    let rowCount: Int
    let bytes: Int
}

extension TableSize: CustomStringConvertible {
    var description: String { "\(table) (about \(rowCount) rows, \(ByteSize.text(bytes)))" }
}

extension PluginSchema {
    /// The size of one of the plugin's tables.
    func size(of table: String, _ session: any SchemaSession) async throws -> TableSize {
        let row = try await session.rows(
            """
            SELECT sum(greatest(c.reltuples, 0))::bigint::text, sum(pg_total_relation_size(c.oid))::bigint::text FROM pg_class c
            WHERE c.oid = to_regclass($1::text) OR c.oid IN (SELECT t.relid FROM pg_partition_tree(to_regclass($1::text)) t)
            """, [plan.qualified(table)]
        ).first
        func number(_ column: Int) -> Int { row?[column].flatMap { Int($0) } ?? 0 }
        return TableSize(table: table, rowCount: number(0), bytes: number(1))
    }

    /// The plugin's tables that a migration's text names, the largest first.
    func sizes(in migration: MigrationSource, _ session: any SchemaSession) async throws -> [TableSize] {
        let words = Set(migration.sql.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map(String.init))
        let names = try await session.rows(
            """
            SELECT relname::text FROM pg_class
            WHERE relnamespace = to_regnamespace($1::text) AND relkind IN ('r', 'p') AND NOT relispartition
            """, [SQLText.name(manifest.schemaName)]
        ).compactMap { $0.first ?? nil }
        var sizes: [TableSize] = []
        for name in names where words.contains(name.lowercased()) { sizes.append(try await size(of: name, session)) }
        return sizes.sorted { ($1.bytes, $0.table) < ($0.bytes, $1.table) }
    }

    /// What a migration failed with, in words that say what to do. Call after the rollback.
    func failure(
        of migration: MigrationSource, _ error: any Error, limit: MigrationLimit?, happened: String, _ session: any SchemaSession
    ) async -> SchemaError {
        if let error = error as? SchemaError { return error }
        guard let limit, (error as? PostgresError)?.isTimeOver ?? false else {
            return SchemaError(.failed, "\(migration.path) of \(manifest.id) \(happened): \(error)", cause: error)
        }
        let sizes = (try? await sizes(in: migration, session)) ?? []
        let named = sizes.isEmpty ? "" : " It names \(sizes.map(\.description).joined(separator: ", "))."
        return SchemaError(
            .tookTooLong,
            "\(migration.path) of \(manifest.id) takes longer than \(limit), which is as long as others may have to wait for the tables beside a version that serves; it was rolled back, nothing of it is left.\(named) Run the upgrade at a quiet hour with more time: 'hashinsight plugins upgrade \(manifest.id) … --migration-seconds N'; or have the migration do less at once",
            cause: error)
    }
}

extension PostgresError {
    /// The time that a statement was given is over.
    var isTimeOver: Bool { code == .timeout || sqlState == "57014" }
}
