import PostgresClient

extension RolloutStore {
    /// The version for which a plugin's tables stand; nil if it has none yet.
    ///
    /// - Throws: `PostgresError`.
    func placed(_ plugin: String) async throws -> PlacedVersion? {
        let rows = try await pool.query(
            """
            SELECT coalesce(p.version, s.version), p.digest, p.key_id
            FROM app.plugin_schemas s LEFT JOIN app.placed_versions p ON p.plugin = s.plugin WHERE s.plugin = $1::text
            """, .text(plugin))
        guard rows.rowCount == 1 else { return nil }
        return PlacedVersion(
            version: rows.text(row: 0, column: 0) ?? "", digest: rows.text(row: 0, column: 1), keyId: rows.text(row: 0, column: 2))
    }

    /// Notes for which version a plugin's tables stand now.
    ///
    /// - Throws: `PostgresError`.
    func note(_ placed: PlacedVersion, plugin: String) async throws {
        guard let digest = placed.digest else { return }
        _ = try await pool.query(
            """
            INSERT INTO app.placed_versions (plugin, version, digest, key_id) VALUES ($1::text, $2::text, $3::text, $4::text)
            ON CONFLICT (plugin) DO UPDATE SET version = EXCLUDED.version, digest = EXCLUDED.digest, key_id = EXCLUDED.key_id
            """, .text(plugin), .text(placed.version), .text(digest), PostgresValue(placed.keyId))
    }
}
