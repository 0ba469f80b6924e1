extension WriteSurface {
    /// Reads the tables of a plugin's schema, within the session's transaction if one is open. Partitions are as their tables.
    ///
    /// - Throws: The session's errors.
    init(of manifest: Manifest, _ session: any SchemaSession) async throws {
        let schema = SQLText.name(manifest.schemaName)
        let tables = "c.relnamespace = to_regnamespace($1::text) AND c.relkind IN ('r', 'p') AND NOT c.relispartition"
        for row in try await session.rows(
            """
            SELECT c.relname::text, a.attname::text, a.attnotnull::text, (a.atthasdef OR a.attidentity <> '')::text
            FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped WHERE \(tables)
            """, [schema])
        {
            self.tables[row[0] ?? "", default: Table()].columns[row[1] ?? ""] = Column(
                isNotNull: row[2] == "true", hasDefault: row[3] == "true")
        }
        // A constraint that is not validated yet binds new rows already.
        let rules = try await session.rows(
            """
            SELECT c.relname::text, CASE o.contype WHEN 'f' THEN 'foreignKey' ELSE 'check' END,
                regexp_replace(pg_get_constraintdef(o.oid), ' NOT VALID$', ''), (o.confmatchtype = 'f')::text,
                (SELECT string_agg(a.attname, chr(10)) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum = ANY (o.conkey))
            FROM pg_constraint o JOIN pg_class c ON c.oid = o.conrelid WHERE o.contype IN ('c', 'f') AND o.conparentid = 0 AND \(tables)
            UNION ALL
            SELECT c.relname::text, 'unique', regexp_replace(pg_get_indexdef(i.indexrelid), '^.*? USING ', ''), i.indnullsnotdistinct::text,
                (SELECT string_agg(a.attname, chr(10)) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum = ANY (i.indkey::int2[]))
            FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid WHERE i.indisunique AND \(tables)
            """, [schema])
        for row in rules {
            self.tables[row[0] ?? "", default: Table()].rules.insert(
                Rule(
                    kind: Rule.Kind(rawValue: row[1] ?? "") ?? .check, text: row[2] ?? "",
                    columns: (row[4] ?? "").split(separator: "\n").map(String.init).sorted(), countsNulls: row[3] == "true"))
        }
    }
}
