/// The objects, by OID, that a plugin's statements may use on this server: the names of `SQLAllowList` and of the scope, resolved.
struct AllowedObjects: Sendable {
    let functions: Set<UInt32>
    let operators: Set<UInt32>
    let types: Set<UInt32>
    let relations: Set<UInt32>
    /// Those of `relations` that may be written or locked.
    let writable: Set<UInt32>
    /// Those of `relations` to which rows may be added, and nothing else.
    let appendable: Set<UInt32>

    /// Resolves the names with the server's catalog.
    init(scope: VettingScope, _ session: any SchemaSession) async throws {
        func list(_ names: some Sequence<String>) -> String { JSONValue.array(names.sorted().map(JSONValue.string)).text }
        let types = list(SQLAllowList.types)
        let operators = list(SQLAllowList.operators)
        let names = "(SELECT jsonb_array_elements_text($1::text::jsonb))"
        func oids(_ sql: String, _ parameters: [String?]) async throws -> Set<UInt32> {
            Set(try await session.rows(sql, parameters).compactMap { $0.first ?? nil }.compactMap { UInt32($0) })
        }
        self.operators = try await oids(
            "SELECT oid::text FROM pg_operator WHERE oprnamespace = 'pg_catalog'::regnamespace AND oprname::text IN \(names)",
            [operators])
        // Records and row types of tables appear inside trees, but no cast leads to them that has another effect than grouping values.
        self.types = try await oids(
            """
            SELECT t.oid::text FROM pg_type t LEFT JOIN pg_type e ON e.oid = t.typelem AND t.typcategory = 'A'
            WHERE coalesce(e.typnamespace, t.typnamespace) = 'pg_catalog'::regnamespace AND coalesce(e.typname, t.typname)::text IN \(names)
            UNION SELECT t.oid::text FROM pg_type t LEFT JOIN pg_type e ON e.oid = t.typelem AND t.typcategory = 'A'
            WHERE coalesce(e.typnamespace, t.typnamespace) = to_regnamespace($2::text)
            UNION SELECT oid::text FROM pg_type WHERE oid IN ('unknown'::regtype, 'record'::regtype, 'void'::regtype)
            """, [types, SQLText.name(scope.schema)])
        functions = try await oids(
            """
            SELECT oid::text FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace AND proname::text IN \(names)
            UNION SELECT (oprcode::oid)::text FROM pg_operator
            WHERE oprnamespace = 'pg_catalog'::regnamespace AND oprname::text IN (SELECT jsonb_array_elements_text($2::text::jsonb))
            UNION SELECT castfunc::text FROM pg_cast c JOIN pg_type s ON s.oid = c.castsource JOIN pg_type t ON t.oid = c.casttarget
            WHERE castfunc <> 0 AND s.typname::text IN (SELECT jsonb_array_elements_text($3::text::jsonb))
              AND t.typname::text IN (SELECT jsonb_array_elements_text($3::text::jsonb))
            UNION SELECT p.oid::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
            WHERE n.nspname || '.' || p.proname IN (SELECT jsonb_array_elements_text($4::text::jsonb))
            """, [list(SQLAllowList.functions), operators, types, list(SQLAllowList.hostFunctions)])
        func relations(_ full: some Sequence<String>) async throws -> Set<UInt32> {
            try await oids(
                """
                SELECT c.oid::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname || '.' || c.relname IN \(names) AND c.relkind IN ('r', 'p')
                """, [list(full)])
        }
        self.relations = try await relations(scope.foreignTables.union(scope.ownTables.keys.map { "\(scope.schema).\($0)" }))
        func own(_ right: VettingScope.Right) -> [String] {
            scope.ownTables.filter { $0.value == right }.keys.map { "\(scope.schema).\($0)" }
        }
        writable = try await relations(own(.write))
        appendable = try await relations(own(.append))
    }
}
