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

    /// As ``placed(_:)``, with what the plugin's last rollout has made of it.
    ///
    /// - Throws: `PostgresError`.
    func placed(_ plugin: String, after rollout: Rollout?) async throws -> PlacedVersion? {
        guard let placed = try await placed(plugin) else { return nil }
        guard let rollout, placed.digest.map(rollout.applies(toConfigured:)) ?? true else { return placed }
        let last = rollout.isContracted ? rollout.newer : rollout.current
        return PlacedVersion(version: last.version, digest: last.digest, keyId: last.digest == placed.digest ? placed.keyId : nil)
    }

    /// The version in whose place a bundle was put that has not been brought in yet; nil if the plugin's tables are of this bundle or of none,
    /// or an upgrade speaks of it.
    ///
    /// - Throws: `PostgresError`.
    package func versionBefore(_ digest: String, of plugin: String) async throws -> String? {
        let rollout = try await rollout(of: plugin)
        guard rollout?.applies(toConfigured: digest) != true, let before = try await placed(plugin, after: rollout), before.digest != digest
        else { return nil }
        return before.version
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
