package import HostData
package import HostTenancy
import PostgresClient

/// Deletes what a plugin has stored, for one tenant or with everything. Its code is another matter (``BundleStore``).
package struct PluginPurge: Sendable {
    let pool: PostgresPool
    let plugin: String
    /// The tenant's id; nil for all tenants, the schema and the roles.
    let tenant: String?

    var schemaName: String { "p_\(plugin)" }
    var owner: String { SQLText.name("own_\(plugin)") }
    var roles: [String] { ["own_\(plugin)", "rt_\(plugin)", "in_\(plugin)"] }

    /// Tables of the host that keep something by plugin and tenant.
    static let records: [(table: String, tenantColumn: String)] = [
        ("app.plugin_instances", "tenant_id"), ("app.job_runs", "tenant_key"), ("app.job_schedules", "tenant_key"),
        ("app.job_history", "tenant_key"), ("app.plugin_secrets", "tenant_id"),
    ]

    /// Tables of the host that keep something by plugin alone.
    static let traces = [
        "app.plugin_migrations", "app.plugin_schemas", "app.plugin_grants", "app.plugin_rollups", "app.plugin_rollouts",
        "app.plugin_consents", "app.plugin_statements", "app.placed_versions", "app.mail_days",
    ]

    /// - Parameters:
    ///   - plugin: An id, checked here.
    ///   - tenant: The tenant's id; nil for everything.
    /// - Throws: ``PurgeError`` if `plugin` is no plugin's id.
    package init(database: Database, plugin: String, tenant: String?) throws(PurgeError) {
        try self.init(pool: database.host, plugin: plugin, tenant: tenant)
    }

    init(pool: PostgresPool, plugin: String, tenant: String?) throws(PurgeError) {
        guard plugin.wholeMatch(of: /[a-z][a-z0-9_]{1,30}/) != nil else {
            throw PurgeError(.unknown, "'\(plugin)' is no plugin's id, expected lower-case letters, digits and '_'")
        }
        self.pool = pool
        self.plugin = plugin
        self.tenant = tenant
    }

    /// What would be deleted. Changes nothing.
    ///
    /// - Throws: ``PurgeError`` if it would not be done; `PostgresError`.
    package func plan() async throws -> PurgePlan {
        try await pool.withSession { session in
            try await session.transaction { session in try await plan(in: session, key: try await check(in: session)) }
        }
    }

    /// Deletes and audits it, all or nothing.
    ///
    /// - Returns: What was deleted.
    /// - Throws: ``PurgeError``; `PostgresError`.
    package func run(origin: ChangeOrigin) async throws -> PurgePlan {
        do {
            return try await pool.withSession { session in
                try await session.transaction { session in
                    try await TenancyLock.take(in: session)
                    _ = try await session.query(
                        "SELECT 1 FROM pg_advisory_xact_lock(hashtextextended($1::text, 0))", .text("hashinsight plugin " + plugin))
                    let key = try await check(in: session)
                    let plan = try await plan(in: session, key: key)
                    if let key { try await deleteRows(of: key, in: session) } else { try await dropEverything(plan, in: session) }
                    try await deleteRecords(of: key, in: session)
                    try await releaseEvidence(of: key, in: session)
                    _ = try await session.query("SELECT app.tenancy_changed()")
                    // Hosts look what those lack now that go on without these tables.
                    if key == nil { try await BundleStore.announce(in: session) }
                    try await AuditLog.append(
                        AuditEvent(
                            tenant: key, action: "plugin.purge", subject: tenant.map { "\($0)/\(plugin)" } ?? plugin, beforeJSON: plan.json),
                        origin, in: session)
                    return plan
                }
            }
        } catch let error as PostgresError where error.sqlState == "23503" {
            throw PurgeError(
                .referred, "rows of other tenants refer to those of \(tenant ?? "all") in \(plugin); purge those tenants first",
                cause: error)
        }
    }

    /// The tenant's key; nil for everything.
    private func check(in session: PostgresSession) async throws -> TenantKey? {
        // Row security hides secrets from everybody else.
        _ = try await session.query("SELECT set_config('app.tenant', '0', true)")
        var key: TenantKey?
        if let tenant {
            let rows = try await session.query("SELECT key FROM app.tenants WHERE id = $1::text", .text(tenant))
            guard let number = rows.rowCount == 1 ? rows.integer(row: 0, column: 0) : nil else {
                throw PurgeError(.unknown, "there is no tenant '\(tenant)'")
            }
            key = TenantKey(rawValue: number)
        }
        let enabled = try await BundleStore.tenantsServed(plugin: plugin, in: session)
        let hindering = tenant.map { tenant in enabled.filter { $0 == tenant } } ?? enabled
        guard hindering.isEmpty else {
            throw PurgeError(.inUse, "\(plugin) is enabled for \(hindering.joined(separator: ", ")); disable it there first")
        }
        let running = try await session.query(
            "SELECT count(*) FROM app.job_runs WHERE plugin = $1::text AND host IS NOT NULL AND ($2::bigint IS NULL OR tenant_key = $2::bigint)",
            .text(plugin), PostgresValue(key?.rawValue))
        if let count = running.integer(row: 0, column: 0), count > 0 {
            throw PurgeError(.busy, "\(count) jobs of \(plugin) still run; try again when they have ended")
        }
        guard key == nil else { return key }
        let installed = try await BundleStore.bundles(plugin: plugin, in: session)
        guard installed.isEmpty else {
            throw PurgeError(
                .inUse,
                "\(plugin) \(installed.map(\.version).joined(separator: ", ")) is installed; uninstall it first, or purge single tenants")
        }
        let readers = try await readers(canDoWithout: false, in: session)
        guard readers.isEmpty else {
            throw PurgeError(.inUse, "the tables of \(plugin) are read by \(readers.joined(separator: ", ")); purge those first")
        }
        return nil
    }

    /// Plugins that read the tables of this one.
    func readers(canDoWithout: Bool, in session: PostgresSession) async throws -> [String] {
        let rows = try await session.query(
            "SELECT DISTINCT plugin FROM app.plugin_grants WHERE on_plugin = $1::text AND plugin <> $1::text AND optional = $2 ORDER BY plugin",
            .text(plugin), .bool(canDoWithout))
        return (0..<rows.rowCount).compactMap { rows.text(row: $0, column: 0) }
    }
}
