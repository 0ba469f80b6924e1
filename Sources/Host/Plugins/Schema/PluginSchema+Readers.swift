extension PluginSchema {
    /// Notes the statements of this version, and of the one beside which it serves, if they may read other plugins' tables; forgets all others
    /// of this plugin. Those plugins' migrations are held against them.
    func noteStatements(_ session: any SchemaSession, beside older: PluginBundle? = nil) async throws {
        var seen: Set<String> = []
        let reading = ([bundle] + (older.map { [$0] } ?? [])).filter { bundle in
            bundle.manifest.grants.tables.contains { !$0.isOfHost } && seen.insert(bundle.digest).inserted
        }
        let rows = reading.flatMap { bundle in
            bundle.statements.map { statement in
                JSONValue.object([
                    "digest": .string(bundle.digest), "version": .string("\(bundle.manifest.version)"), "name": .string(statement.name),
                    "sql": .string(statement.sql),
                ])
            }
        }
        try await session.transaction {
            _ = try await session.rows("DELETE FROM app.plugin_statements WHERE plugin = $1::text", [manifest.id])
            guard !rows.isEmpty else { return }
            _ = try await session.rows(
                """
                INSERT INTO app.plugin_statements (plugin, digest, version, name, sql)
                SELECT $1::text, s.digest, s.version, s.name, s.sql
                FROM jsonb_to_recordset($2::text::jsonb) AS s(digest text, version text, name text, sql text)
                """, [manifest.id, JSONValue.array(rows).text])
        }
    }
}
