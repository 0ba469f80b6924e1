package import HostTenancy
import HostData
import PostgresClient

extension PluginHost {
    /// How long counting may take in all.
    private static let countNanos: UInt64 = 2_000_000_000

    /// What switching would mean. Changes nothing; nil if this host does not have the plugin.
    package func impact(tenant: Tenant, plugin id: String, enabling: Bool) async -> PluginImpact? {
        guard let plugin = state.withLock({ $0.plugins[id] }) else { return nil }
        let manifest = plugin.source.manifest
        let deadline = monotonicNanos() + Self.countNanos
        var tables: [PluginImpact.Table] = []
        for table in manifest.tables where !table.isReference {
            tables.append(PluginImpact.Table(name: table.name, rowCount: await count(table.name, of: manifest, for: tenant, deadline)))
        }
        return PluginImpact(
            tenantId: tenant.id, plugin: id, version: "\(manifest.version)", isEnabling: enabling, routes: manifest.routes,
            jobs: manifest.jobs,
            tables: tables,
            grants: manifest.services + (manifest.grants.devices ? ["devices"] : [])
                + manifest.grants.tables.map { "\($0.plugin).\($0.table)" },
            callsUnderWay: routes.instance(tenantKey: tenant.key.rawValue, plugin: id)?.underWay ?? 0,
            obstacle: tenant.kind == .operator ? "the operator's own tenant runs no plugins" : nil)
    }

    /// As ``impact(tenant:plugin:enabling:)`` by the tenant's id; nil also if there is no such tenant.
    package func impact(tenant id: String, plugin: String, enabling: Bool) async -> PluginImpact? {
        guard let tenant = state.withLock({ $0.snapshot.tenant(id: id) }) else { return nil }
        return await impact(tenant: tenant, plugin: plugin, enabling: enabling)
    }

    private func count(_ table: String, of manifest: Manifest, for tenant: Tenant, _ deadlineNanos: UInt64) async -> Int? {
        guard monotonicNanos() < deadlineNanos else { return nil }
        // The name comes from a manifest that was read and vetted: lower-case letters, digits and underscores.
        let statement = Statement(
            "SELECT count(*) FROM (SELECT 1 FROM \"\(manifest.schemaName)\".\"\(table)\" LIMIT \(PluginImpact.countLimit)) AS counted")
        let request = PostgresRequest(
            [
                PostgresRequest.Step(TenantContext.statement, tenant.context.parameters, discardsRows: true),
                PostgresRequest.Step(statement),
            ], deadlineNanos: deadlineNanos, limitsServerTime: true)
        let results = try? await database.runtimePool(plugin: manifest.id).execute(request)
        return results?.last?.rows.integer(row: 0, column: 0).map(Int.init)
    }
}
