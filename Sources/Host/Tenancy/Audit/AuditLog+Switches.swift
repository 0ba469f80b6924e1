package import HostData
import PostgresClient

extension AuditLog {
    /// The last switch of each instance, from the audit; without those that were never on.
    /// - Parameter tenants: Only those with a key in this range; nil for all.
    /// - Throws: `PostgresError`.
    package func lastSwitches(tenants: ClosedRange<TenantKey>? = nil) async throws -> [LastSwitch] {
        try await store.rows(
            """
            SELECT t.id, i.plugin, a.actor, (extract(epoch FROM a.at) * 1000000)::bigint
            FROM app.plugin_instances i JOIN app.tenants t ON t.key = i.tenant_id CROSS JOIN LATERAL (
                SELECT at, actor FROM app.audit WHERE tenant_id = t.key AND action IN ('plugin.enable', 'plugin.disable')
                    AND subject = t.id || '/' || i.plugin ORDER BY sequence DESC LIMIT 1
            ) a
            WHERE $1::bigint IS NULL OR i.tenant_id BETWEEN $1::bigint AND $2::bigint
            """,
            [tenants.map { .int($0.lowerBound.rawValue) } ?? .null, tenants.map { .int($0.upperBound.rawValue) } ?? .null]
        ).decode {
            LastSwitch(tenantId: try $0.text(0), plugin: try $0.text(1), actor: try $0.text(2), atMicros: try $0.integer(3))
        }
    }
}
