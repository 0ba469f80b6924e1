import HostData
import PostgresClient

extension TenantDirectory {
    static let tenantsSQL = """
        SELECT t.id, t.key, t.kind, t.name, p.id, t.slots::bigint,
               (t.disabled_at IS NULL AND p.disabled_at IS NULL)::int::bigint
        FROM app.tenants t LEFT JOIN app.tenants p ON p.key = t.parent_key ORDER BY t.key
        """

    static let instancesSQL = """
        SELECT t.id, i.plugin, i.enabled::int::bigint, i.settings::text, array_to_string(i.networks, ','), i.isolation, i.version, i.quotas::text,
               d.version, d.reason, d.host
        FROM app.plugin_instances i JOIN app.tenants t ON t.key = i.tenant_id
        LEFT JOIN app.plugin_demotions d ON d.tenant_id = i.tenant_id AND d.plugin = i.plugin
        """

    static func tenant(_ row: TenancyRow) throws -> Tenant {
        Tenant(
            id: try row.text(0), key: TenantKey(rawValue: try row.integer(1)), kind: try row.value(2), name: try row.text(3),
            parentId: row.optionalText(4), slots: Int(try row.integer(5)), isEnabled: try row.integer(6) != 0)
    }

    static func instance(_ row: TenancyRow) throws -> PluginInstance {
        PluginInstance(
            tenantId: try row.text(0), plugin: try row.text(1), isEnabled: try row.integer(2) != 0, settingsJSON: try row.text(3),
            networks: try row.networks(4), isolation: try row.optionalValue(5),
            quotas: try QuotaLimits.decode(try row.text(7)),
            demotion: try row.optionalText(8).map { InstanceDemotion(version: $0, reason: try row.text(9), host: try row.text(10)) },
            version: try row.integer(6))
    }
}
