package import HostData
import PostgresClient

/// Switches a plugin on and off for a tenant: state, audit and the word to every host in one transaction.
package final class PluginToggle: Sendable {
    private let store: TenancyStore
    private let directory: TenantDirectory

    package init(database: Database, directory: TenantDirectory) {
        store = TenancyStore(pool: database.host)
        self.directory = directory
    }

    /// Switches; this host serves accordingly when the call returns, the others as soon as they hear of it.
    ///
    /// Idempotent: a plugin that already is as asked stays so, without an entry in the audit. Off keeps settings and data.
    /// - Parameters:
    ///   - expectedVersion: The version that the caller has seen, 0 for never configured; nil skips the check.
    /// - Throws: ``ToggleError``.
    package func set(
        tenant: String, plugin: String, isEnabled: Bool, expectedVersion: Int64? = nil, origin: ChangeOrigin
    ) async throws(ToggleError) -> ToggleResult {
        let result: ToggleResult
        do {
            result = try await store.transaction { transaction in
                try await Self.apply(tenant, plugin, isEnabled, expectedVersion, origin, transaction)
            }
        } catch let error as ToggleError {
            throw error
        } catch {
            throw ToggleError(.unavailable, "the switch needs the database, which refused or did not answer", cause: error)
        }
        // The change is made; if this reading fails, the feed brings it.
        if directory.snapshot.generation < result.generation { try? await directory.refresh() }
        return result
    }

    private static func apply(
        _ tenant: String, _ plugin: String, _ isEnabled: Bool, _ expectedVersion: Int64?, _ origin: ChangeOrigin,
        _ transaction: TenancyTransaction
    ) async throws -> ToggleResult {
        try await transaction.lockTenancy()
        let current = try await transaction.rows(
            """
            SELECT t.key, coalesce(i.version, 0), coalesce(i.enabled, false)::int::bigint, s.generation
            FROM app.tenants t CROSS JOIN app.tenancy_state s
            LEFT JOIN app.plugin_instances i ON i.tenant_id = t.key AND i.plugin = $2::text WHERE t.id = $1::text
            """, [.text(tenant), .text(plugin)]
        ).first {
            (
                key: TenantKey(rawValue: try $0.integer(0)), version: try $0.integer(1), isEnabled: try $0.integer(2) != 0,
                generation: try $0.integer(3)
            )
        }
        guard let current else { throw ToggleError(.unknownTenant, "there is no tenant '\(AuditText.clean(tenant))'") }
        guard current.key != .operator else {
            throw ToggleError(.operatorTenant, "'\(AuditText.clean(tenant))' is the operator's own tenant, which runs no plugins")
        }
        if let expectedVersion, expectedVersion != current.version {
            throw ToggleError(
                .versionConflict,
                "\(plugin) of \(tenant) was changed meanwhile: expected version \(expectedVersion), it has \(current.version); load it again"
            )
        }
        guard current.isEnabled != isEnabled else {
            return ToggleResult(isEnabled: isEnabled, hasChanged: false, version: current.version, generation: current.generation)
        }
        try await transaction.rows(
            """
            INSERT INTO app.plugin_instances AS i (tenant_id, plugin, enabled) VALUES ($1::bigint, $2::text, $3::boolean)
            ON CONFLICT (tenant_id, plugin) DO UPDATE SET enabled = EXCLUDED.enabled, version = i.version + 1, updated_at = now()
            """, [.int(current.key.rawValue), .text(plugin), .bool(isEnabled)])
        try await transaction.liftDemotion(tenant: current.key, plugin: plugin)
        try await transaction.audit(
            AuditEvent(
                tenant: current.key, action: isEnabled ? "plugin.enable" : "plugin.disable", subject: "\(tenant)/\(plugin)",
                beforeJSON: "{\"enabled\":\(current.isEnabled)}", afterJSON: "{\"enabled\":\(isEnabled)}"), origin)
        let generation = try await transaction.announceChange()
        return ToggleResult(isEnabled: isEnabled, hasChanged: true, version: current.version + 1, generation: generation)
    }
}
