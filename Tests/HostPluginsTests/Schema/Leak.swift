import PostgresClient

/// A way to what a plugin must not reach; each probe says whether it is open.
enum Leak: String, CaseIterable, Sendable {
    case readOther, readWithoutContext, insertOther, moveRow, deleteOther, keyOracle, readPartition, writeIngest, writeRollup,
        writeReference
    case truncate, temporary, createTable, setRole, hostTables, ingestReads, foreignSite, siteOracle, copyOut, rowCount, numberKey

    /// The leaks that are open in a world.
    static func open(in world: SchemaWorld) async -> Set<Leak> {
        var open: Set<Leak> = []
        for leak in allCases where await leak.isOpen(in: world) { open.insert(leak) }
        return open
    }

    private func isOpen(in world: SchemaWorld) async -> Bool {
        let beta = SchemaWorld.Tenant.beta.rawValue
        func rows(_ tenant: SchemaWorld.Tenant?, _ sql: String, in pool: PostgresPool? = nil) async -> Int {
            (try? await world.run(tenant, sql, in: pool).rows.rowCount) ?? 0
        }
        func affected(_ sql: String) async -> Int { (try? await world.run(.alpha, sql).affected) ?? 0 }
        /// Runs it in a transaction that does not last.
        func works(_ sql: String, in pool: PostgresPool? = nil) async -> Bool {
            do {
                try await (pool ?? world.runtime).withSession { session in
                    try await session.script("BEGIN; SET LOCAL app.tenant = '\(SchemaWorld.Tenant.alpha.rawValue)'; \(sql); ROLLBACK")
                }
                return true
            } catch {
                return false
            }
        }
        switch self {
        case .readOther: return await rows(.alpha, "SELECT 1 FROM miners WHERE tenant_id <> app.current_tenant()") > 0
        case .readWithoutContext: return await rows(nil, "SELECT 1 FROM miners") > 0
        case .insertOther: return await affected("INSERT INTO miners (tenant_id, serial) VALUES (\(beta), 'planted')") > 0
        case .moveRow: return await affected("UPDATE miners SET tenant_id = \(beta), serial = 'moved' WHERE serial = 'alpha-1'") > 0
        case .deleteOther: return await affected("DELETE FROM miners WHERE tenant_id = \(beta) AND serial = 'beta-2'") > 0
        case .keyOracle:
            do {
                _ = try await world.run(.alpha, "INSERT INTO miners (serial) VALUES ('gamma-1')")
                return false
            } catch { return (error as? PostgresError)?.sqlState == "23505" }
        case .readPartition: return await works("SELECT 1 FROM telemetry_20260310")
        case .writeIngest: return await works("INSERT INTO telemetry (tenant_id, miner_id, recorded_at) SELECT 1, 1, now() WHERE false")
        case .writeRollup: return await works("DELETE FROM telemetry_5m")
        case .writeReference: return await works("UPDATE miner_models SET hashrate_ths = 1")
        case .truncate: return await works("TRUNCATE miners")
        case .temporary: return await works("CREATE TEMP TABLE t (a int)")
        case .createTable: return await works("CREATE TABLE t (a int)")
        case .setRole: return await works("SET ROLE own_\(world.id)")
        case .hostTables: return await works("SELECT 1 FROM app.tenants")
        case .ingestReads: return await works("SELECT 1 FROM telemetry", in: world.ingest)
        case .foreignSite: return await rows(.alpha, "SELECT 1 FROM sites WHERE tenant_id <> app.current_tenant()") > 0
        case .siteOracle:
            do {
                _ = try await world.run(
                    .alpha, "UPDATE miners SET site_tenant_id = \(SchemaWorld.Tenant.south.rawValue), site_id = 999999")
                return false
            } catch { return (error as? PostgresError)?.sqlState == "23503" }
        case .rowCount: return await works("SELECT last_value FROM app.row_numbers")
        case .numberKey: return await works("SELECT key FROM app.row_number_key")
        case .copyOut: return await works("COPY (SELECT 1) TO '/tmp/hashinsight-leak'")
        }
    }
}
