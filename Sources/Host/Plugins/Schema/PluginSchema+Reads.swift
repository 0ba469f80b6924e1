/// Rights to read tables of other plugins and of the host.
extension PluginSchema {
    /// Gives the tables without which the plugin is not installed, in the session's open transaction.
    ///
    /// - Parameter keepsFormer: Takes no right away: an older version still serves, which may use it.
    func grantRequiredTables(_ session: any SchemaSession, keepsFormer: Bool) async throws {
        let former = keepsFormer ? [] : try await givenTables(session).subtracting(manifest.grants.tables)
        for grant in former.sorted() { try await takeBack(grant, session) }
        let there = try await Self.there(manifest.grants.requiredTables, session)
        for grant in manifest.grants.requiredTables {
            guard there.contains(grant) else {
                throw SchemaError(.failed, "the grant \(grant): there is no such table; install the plugin \(grant.plugin) first")
            }
            try await give(grant, isOptional: false, session)
        }
    }

    /// The tables that are there, with their rows protected: one that its owner is about to make counts once it is done.
    static func there(_ tables: some Sequence<TableGrant>, _ session: any SchemaSession) async throws -> Set<TableGrant> {
        let byName = Dictionary(tables.map { ($0.qualifiedName, $0) }) { first, _ in first }
        guard !byName.isEmpty else { return [] }
        let rows = try await session.rows(
            """
            SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname || '.' || c.relname IN (SELECT jsonb_array_elements_text($1::text::jsonb)) AND c.relkind IN ('r', 'p')
              AND (c.relrowsecurity OR NOT EXISTS (
                  SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped))
            """, [JSONValue.array(byName.keys.sorted().map(JSONValue.string)).text])
        return Set(rows.compactMap { $0[0].flatMap { byName[$0] } })
    }

    /// What the plugin's role may read now.
    func givenTables(_ session: any SchemaSession) async throws -> Set<TableGrant> {
        try await Self.givenTables(of: manifest.id, session)
    }

    static func givenTables(of plugin: String, _ session: any SchemaSession) async throws -> Set<TableGrant> {
        let rows = try await session.rows("SELECT on_plugin, table_name FROM app.plugin_grants WHERE plugin = $1::text", [plugin])
        return Set(rows.compactMap(grant))
    }

    /// Of what it may read that which it can do without, and of that the tables that are as they were when its statements were checked.
    func givenOptionalTables(_ session: any SchemaSession) async throws -> (all: Set<TableGrant>, unchanged: Set<TableGrant>) {
        let rows = try await session.rows(
            """
            SELECT g.on_plugin, g.table_name, (g.checked_with = s.plan_digest)::text
            FROM app.plugin_grants g LEFT JOIN app.plugin_schemas s ON s.plugin = g.on_plugin WHERE g.plugin = $1::text AND g.optional
            """, [manifest.id])
        return (Set(rows.compactMap(Self.grant)), Set(rows.filter { $0[2] == "true" }.compactMap(Self.grant)))
    }

    private static func grant(_ row: [String?]) -> TableGrant? {
        row[0].flatMap { plugin in row[1].map { TableGrant(plugin: plugin, table: $0) } }
    }

    func give(_ grant: TableGrant, isOptional: Bool, _ session: any SchemaSession) async throws {
        try await session.script(
            plan.asOwner(
                of: grant,
                """
                GRANT USAGE ON SCHEMA \(SQLText.name(grant.schema)) TO \(plan.runtime), \(plan.owner);
                GRANT SELECT ON \(plan.qualified(grant)) TO \(plan.runtime);
                """))
        _ = try await session.rows(
            """
            INSERT INTO app.plugin_grants (plugin, on_plugin, table_name, optional, checked_with)
            VALUES ($1::text, $2::text, $3::text, $4::text::boolean, (SELECT plan_digest FROM app.plugin_schemas WHERE plugin = $2::text))
            ON CONFLICT (plugin, on_plugin, table_name) DO UPDATE SET optional = EXCLUDED.optional, checked_with = EXCLUDED.checked_with
            """, [manifest.id, grant.plugin, grant.table, "\(isOptional)"])
    }

    /// Takes a right back, and with the last one the way into the owner's schema. What has gone meanwhile took the right with it.
    func takeBack(_ grant: TableGrant, _ session: any SchemaSession) async throws {
        _ = try await session.rows(
            "DELETE FROM app.plugin_grants WHERE plugin = $1::text AND on_plugin = $2::text AND table_name = $3::text",
            [manifest.id, grant.plugin, grant.table])
        let schema = SQLText.name(grant.schema)
        let rest = try await session.rows(
            """
            SELECT (to_regclass($1::text) IS NOT NULL)::text, (to_regnamespace($2::text) IS NOT NULL
                AND NOT EXISTS (SELECT FROM app.plugin_grants WHERE plugin = $3::text AND on_plugin = $4::text))::text
            """, [plan.qualified(grant), schema, manifest.id, grant.plugin])
        if rest.first?.first == "true" {
            try await session.script(plan.asOwner(of: grant, "REVOKE ALL ON \(plan.qualified(grant)) FROM \(plan.runtime);"))
        }
        // Everybody has the way into the host's own.
        if rest.first?.last == "true", !grant.isOfHost {
            try await session.script(plan.asOwner(of: grant, "REVOKE ALL ON SCHEMA \(schema) FROM \(plan.runtime), \(plan.owner);"))
        }
    }
}
