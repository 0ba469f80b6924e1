import EventLoop
import Foundation
import HostData
import PostgresClient
import TestSupport

@testable import HostPlugins

/// A database with two hosts' stores on it, each with a folder of its own, and a plugin that belongs to this world alone.
final class StoreWorld: Sendable {
    let database: Database
    let one: BundleStore
    let two: BundleStore
    /// Roles belong to the whole server, so every world has another plugin.
    let plugin: String
    let key = SigningKey()
    private let folder = NSTemporaryDirectory() + "store-\(UUID().uuidString)"

    private static let loops = Result { try EventLoopGroup(count: 1, name: "store-tests") }

    var policy: BundlePolicy {
        BundlePolicy(trustedKeys: [TrustedKey(name: "release", key: key.key.publicKey)], isDevelopment: false)
    }

    init() async throws {
        let configuration = try await TestPostgres.shared.makeDatabase()
        plugin = "store\(configuration.database.drop { !$0.isNumber })"
        var pool = PostgresPoolOptions()
        pool.minimumConnections = 0
        pool.idleTimeoutNanos = 500_000_000
        pool.sharedConnections = 1
        pool.maximumConnections = 4
        pool.defaultDeadlineNanos = 60_000_000_000
        database = Database(
            configuration, passwords: RolePasswords(secret: Array("sixteen bytes or more".utf8)), loops: try Self.loops.get(),
            options: DatabaseOptions(host: pool, runtime: pool, ingest: pool))
        one = BundleStore(database: database, folder: folder + "/one")
        two = BundleStore(database: database, folder: folder + "/two")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try await HostMigrator(pool: database.host).migrate()
        for (key, id, kind, parent) in [(1 << 32, "north", "provider", nil), (1 << 32 + 1, "alpha", "client", Int64(1) << 32)] {
            _ = try await database.host.query(
                "INSERT INTO app.tenants (key, id, kind, parent_key, name) VALUES ($1::bigint, $2, $3, $4::bigint, $2)", .int(Int64(key)),
                .text(id), .text(kind), PostgresValue(parent))
        }
    }

    func close() async {
        await database.close()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// A small bundle of this world's plugin, in memory.
    func contents(version: String = "1.0.0", more: [String: [UInt8]] = [:], library: [UInt8]? = nil, signedBy key: SigningKey? = nil) throws
        -> BundleContents
    {
        var files: [String: [UInt8]] = [
            "plugin.yaml": Array(
                """
                id: \(plugin)
                name: Store
                version: \(version)
                abi: "1.0"
                library: libTest.so
                toolchain: c
                services: [hashinsight.db/1]
                tables: {notes: {visible_through: {table: marks, columns: {tenant_id: note_tenant_id, id: note_id}}}, marks: {}}
                routes:
                  - {name: things, method: GET, path: /api/v1/\(plugin)/things, role: guest}
                """.utf8),
            "libTest.so": library ?? ElfBuilder.good(machine: BundleTests.machine),
            "queries/list.sql": Array("SELECT name FROM notes".utf8),
            "migrations/0001_tables.sql": Array(Self.tables.utf8), "static/empty": [],
        ]
        files.merge(more) { $1 }
        let unsigned = BundleContents(files.map { ($0.key, $0.value, $0.key.hasSuffix(".so")) }, signature: nil)
        guard let key else { return unsigned }
        return BundleContents(
            files.map { ($0.key, $0.value, $0.key.hasSuffix(".so")) },
            signature: try BundleSignature(signing: unsigned.list, with: key.key).bytes)
    }

    /// Two tables that refer to each other, so that neither can be emptied first.
    private static let tables = """
        CREATE TABLE notes (
            tenant_id bigint NOT NULL DEFAULT app.current_tenant(), id bigint GENERATED ALWAYS AS IDENTITY, name text NOT NULL,
            PRIMARY KEY (tenant_id, id));
        CREATE TABLE marks (
            tenant_id bigint NOT NULL DEFAULT app.current_tenant(), id bigint GENERATED ALWAYS AS IDENTITY,
            note_tenant_id bigint NOT NULL, note_id bigint NOT NULL, PRIMARY KEY (tenant_id, id),
            FOREIGN KEY (note_tenant_id, note_id) REFERENCES notes (tenant_id, id));
        """

    func manifest(_ contents: BundleContents) throws -> Manifest {
        try BundleReader.read(contents, directory: "/nowhere").manifest
    }

    /// Stores it as the first host's command would.
    @discardableResult
    func add(_ contents: BundleContents, servesIfFirst: Bool = true) async throws -> BundleStore.Addition {
        let lax = BundlePolicy(trustedKeys: policy.trustedKeys, isDevelopment: true)
        return try await one.add(
            contents, manifest: try manifest(contents), trust: try lax.trust(contents, directory: "B"), servesIfFirst: servesIfFirst,
            origin: .commandLine)
    }

    func enable(_ tenant: String, _ isEnabled: Bool = true) async throws {
        _ = try await database.host.query(
            """
            INSERT INTO app.plugin_instances (tenant_id, plugin, enabled) SELECT key, $2, $3::boolean FROM app.tenants WHERE id = $1
            ON CONFLICT (tenant_id, plugin) DO UPDATE SET enabled = EXCLUDED.enabled
            """, .text(tenant), .text(plugin), .bool(isEnabled))
    }

    /// Executes a statement of the plugin for a tenant.
    func run(_ tenant: Int64, _ sql: String) async throws -> RowBatch {
        let context = Statement(
            "SELECT set_config('app.tenant', $1, true), set_config('app.sight_low', $1, true), set_config('app.sight_high', $1, true)")
        return try await database.runtimePool(plugin: plugin).execute([
            (context, [.text(String(tenant))]), (Statement(sql), []),
        ])[1].rows
    }

    /// The actions of the audit, oldest first.
    func audit() async throws -> [String] {
        let rows = try await database.host.query("SELECT action || ' ' || subject FROM app.audit ORDER BY sequence")
        return (0..<rows.rowCount).compactMap { rows.text(row: $0, column: 0) }
    }
}
