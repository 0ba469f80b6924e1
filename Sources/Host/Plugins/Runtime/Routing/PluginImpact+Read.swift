package import HostData
package import HostTenancy
import PostgresClient

extension PluginImpact {
    /// How long counting may take in all.
    private static let countNanos: UInt64 = 2_000_000_000

    /// What switching would mean, from the manifest and the database. Changes nothing; rows that cannot be counted are left open.
    ///
    /// - Parameter callsUnderWay: Of the tenant's instance in this process.
    package static func read(
        _ manifest: Manifest, tenant: Tenant, enabling: Bool, database: Database, callsUnderWay: Int = 0
    ) async -> PluginImpact {
        let deadline = monotonicNanos() + countNanos
        var tables: [Table] = []
        for table in manifest.tables where !table.isReference {
            tables.append(Table(name: table.name, rowCount: await count(table.name, of: manifest, for: tenant, database, deadline)))
        }
        return PluginImpact(
            tenantId: tenant.id, plugin: manifest.id, version: "\(manifest.version)", isEnabling: enabling, routes: manifest.routes,
            jobs: manifest.jobs, tables: tables,
            grants: GrantRequest(manifest).texts,
            callsUnderWay: callsUnderWay,
            obstacle: tenant.kind == .operator ? "the operator's own tenant runs no plugins" : nil)
    }

    private static func count(
        _ table: String, of manifest: Manifest, for tenant: Tenant, _ database: Database, _ deadlineNanos: UInt64
    ) async -> Int? {
        guard monotonicNanos() < deadlineNanos else { return nil }
        // The name comes from a manifest that was read and vetted: lower-case letters, digits and underscores.
        let statement = Statement(
            "SELECT count(*) FROM (SELECT 1 FROM \"\(manifest.schemaName)\".\"\(table)\" LIMIT \(countLimit)) AS counted")
        let request = PostgresRequest(
            [
                PostgresRequest.Step(TenantContext.statement, tenant.context.parameters, discardsRows: true),
                PostgresRequest.Step(statement),
            ], deadlineNanos: deadlineNanos, limitsServerTime: true)
        let results = try? await database.runtimePool(plugin: manifest.id).execute(request)
        return results?.last?.rows.integer(row: 0, column: 0).map(Int.init)
    }
}
