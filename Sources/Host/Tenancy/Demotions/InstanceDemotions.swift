package import HostData
import PostgresClient

/// Keeps which instances were moved to a worker, for every host and beyond a restart, until they are switched off.
package final class InstanceDemotions: Sendable {
    private let store: TenancyStore
    private let directory: TenantDirectory

    package init(database: Database, directory: TenantDirectory) {
        store = TenancyStore(pool: database.host)
        self.directory = directory
    }

    /// Keeps a demotion and audits it as `plugin.demote`. Idempotent; an instance that is not switched on any more is left as it is.
    ///
    /// This host's directory shows it when the call returns, the others' as soon as they hear of it.
    /// - Throws: ``ToggleError`` with `unavailable` without the database.
    package func keep(_ demotion: InstanceDemotion, tenant: TenantKey, plugin: String) async throws(ToggleError) {
        let generation: Int64?
        do {
            generation = try await store.transaction { transaction in
                try await transaction.lockTenancy()
                return try await transaction.keep(demotion, tenant, plugin)
            }
        } catch {
            throw ToggleError(.unavailable, "that an instance was moved to a worker cannot be kept without the database", cause: error)
        }
        if let generation, directory.snapshot.generation < generation { try? await directory.refresh() }
    }
}

extension TenancyTransaction {
    /// The operator has decided anew where an instance runs: whatever it did before is forgotten.
    func liftDemotion(tenant: TenantKey, plugin: String) async throws {
        try await rows(
            "DELETE FROM app.plugin_demotions WHERE tenant_id = $1::bigint AND plugin = $2::text", [.int(tenant.rawValue), .text(plugin)])
    }

    /// - Returns: The new generation; nil if nothing was changed.
    fileprivate func keep(_ demotion: InstanceDemotion, _ tenant: TenantKey, _ plugin: String) async throws -> Int64? {
        let found = try await rows(
            """
            SELECT t.id, d.version FROM app.plugin_instances i JOIN app.tenants t ON t.key = i.tenant_id
            LEFT JOIN app.plugin_demotions d ON d.tenant_id = i.tenant_id AND d.plugin = i.plugin
            WHERE i.tenant_id = $1::bigint AND i.plugin = $2::text AND i.enabled
            """, [.int(tenant.rawValue), .text(plugin)]
        ).first { (id: try $0.text(0), version: $0.optionalText(1)) }
        guard let found, found.version != demotion.version else { return nil }
        let reason = AuditText.clean(demotion.reason)
        try await rows(
            """
            INSERT INTO app.plugin_demotions (tenant_id, plugin, version, reason, host)
            VALUES ($1::bigint, $2::text, $3::text, $4::text, $5::text) ON CONFLICT (tenant_id, plugin)
            DO UPDATE SET version = EXCLUDED.version, reason = EXCLUDED.reason, host = EXCLUDED.host, demoted_at = now()
            """, [.int(tenant.rawValue), .text(plugin), .text(demotion.version), .text(reason), .text(demotion.host)])
        try await audit(
            AuditEvent(
                tenant: tenant, action: "plugin.demote", subject: "\(found.id)/\(plugin)",
                beforeJSON: JSONWriter.object(["isolation": JSONWriter.string(IsolationMode.host.rawValue)]),
                afterJSON: JSONWriter.object([
                    "isolation": JSONWriter.string(IsolationMode.worker.rawValue), "reason": JSONWriter.string(reason),
                    "version": JSONWriter.string(demotion.version), "host": JSONWriter.string(demotion.host),
                ])), ChangeOrigin(actor: "host"))
        return try await announceChange()
    }
}
