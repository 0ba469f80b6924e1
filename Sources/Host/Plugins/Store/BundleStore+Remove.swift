package import HostTenancy
package import PostgresClient

extension BundleStore {
    /// Removes the code of a plugin and audits it. Its data and the tenants' settings stay.
    ///
    /// - Parameter version: Only this one; nil for all. A version that does not serve may go while another one does.
    /// - Returns: What was removed.
    /// - Throws: ``BundleStoreError`` with code `notInstalled`, or `inUse` naming the tenants for which the plugin is enabled;
    ///   `PostgresError`.
    package func remove(plugin: String, version: String? = nil, origin: ChangeOrigin) async throws -> [InstalledBundle] {
        try await pool.withSession { session in
            try await session.transaction { session in
                // As the switch does: nobody enables it while this looks who has it enabled.
                try await TenancyLock.take(in: session)
                try await Self.lock(in: session)
                let all = try await Self.bundles(plugin: plugin, in: session)
                let bundles = all.filter { version == nil || $0.version == version }
                guard !bundles.isEmpty else {
                    let known = all.map(\.version).joined(separator: ", ")
                    throw BundleStoreError(
                        .notInstalled,
                        "\(plugin)\(version.map { " \($0)" } ?? "") is not installed; installed of it: \(known.isEmpty ? "nothing" : known)"
                    )
                }
                let inForce = try await Self.digestsInForce(plugin: plugin, in: session)
                if bundles.contains(where: { $0.isServing || inForce.contains($0.digest) }) {
                    let tenants = try await Self.tenantsServed(plugin: plugin, in: session)
                    guard tenants.isEmpty else {
                        throw BundleStoreError(
                            .inUse,
                            "\(plugin) is enabled for \(tenants.joined(separator: ", ")); disable it there first, nothing was removed")
                    }
                }
                if bundles.count == all.count {
                    _ = try await session.query("DELETE FROM app.plugin_rollouts WHERE plugin = $1::text", .text(plugin))
                }
                for bundle in bundles {
                    do {
                        _ = try await session.query(
                            "DELETE FROM app.serving_bundles WHERE plugin = $1::text AND digest = $2::text", .text(bundle.plugin),
                            .text(bundle.digest))
                        _ = try await session.query("DELETE FROM app.bundles WHERE digest = $1::text", .text(bundle.digest))
                    } catch let error as PostgresError where error.sqlState == "23503" {
                        throw BundleStoreError(
                            .inUse, "\(bundle.plugin) \(bundle.version) is part of an upgrade that is under way or can be rolled back",
                            cause: error)
                    }
                }
                try await Self.announce(in: session)
                for bundle in bundles {
                    try await AuditLog.append(
                        AuditEvent(
                            tenant: nil, action: "plugin.uninstall", subject: "\(plugin)/\(bundle.version)", beforeJSON: bundle.auditJSON),
                        origin, in: session)
                }
                return bundles
            }
        }
    }

    /// The versions of an upgrade that is under way or was made: they serve, or may again.
    private static func digestsInForce(plugin: String, in session: PostgresSession) async throws -> Set<String> {
        let rows = try await session.query(
            "SELECT from_digest, to_digest FROM app.plugin_rollouts WHERE plugin = $1::text AND state IN ('running', 'done')", .text(plugin)
        )
        guard rows.rowCount > 0 else { return [] }
        return Set([rows.text(row: 0, column: 0), rows.text(row: 0, column: 1)].compactMap { $0 })
    }

    /// Ids of the tenants for which the plugin is enabled.
    package static func tenantsServed(plugin: String, in session: PostgresSession) async throws -> [String] {
        let rows = try await session.query(
            """
            SELECT t.id FROM app.plugin_instances i JOIN app.tenants t ON t.key = i.tenant_id
            WHERE i.plugin = $1::text AND i.enabled ORDER BY t.id
            """, .text(plugin))
        return (0..<rows.rowCount).compactMap { rows.text(row: $0, column: 0) }
    }
}
