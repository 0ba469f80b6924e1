import EventLoop
import Foundation
import HostData
import PostgresClient
import TestSupport
import Testing

@testable import HostPlugins

/// The plugin's own schema and statements on a real PostgreSQL, installed as the host installs them, with a provider and its client.
final class HostingWorld: Sendable {
    /// The provider north and its client alpha.
    enum Tenant: Int64, Sendable {
        case north = 0x1_0000_0000
        case alpha = 0x1_0000_0001
    }

    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../Plugins/Hosting")

    let host: PostgresPool
    private let runtime: PostgresPool
    private let ingest: PostgresPool
    private let manifest: Manifest

    /// The text of a statement of the plugin.
    static func statement(_ name: String) throws -> String { try text("queries/\(name).sql") }

    /// Names of all statements.
    static func statements() throws -> [String] { try names("queries") }

    private static func names(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: self.folder.appendingPathComponent(folder).path)
            .filter { $0.hasSuffix(".sql") }.map { String($0.dropLast(4)) }.sorted()
    }

    /// A file of the plugin.
    static func text(_ path: String) throws -> String {
        try String(contentsOf: folder.appendingPathComponent(path), encoding: .utf8)
    }

    /// A fresh database. Roles belong to the whole cluster, so each test process has one world.
    init() async throws {
        let configuration = try await TestPostgres.shared.makeDatabase()
        let loops = try EventLoopGroup(count: 1, name: "hosting-tests")
        var options = PostgresPoolOptions()
        options.minimumConnections = 0
        host = PostgresPool(configuration, options: options, loops: loops)
        try await HostMigrator(pool: host).migrate()
        for (tenant, kind) in [(Tenant.north, "provider"), (.alpha, "client")] {
            _ = try await host.query(
                "INSERT INTO app.tenants (key, id, kind, parent_key, name) VALUES ($1, $2, $3, $4, $2)", .int(tenant.rawValue),
                .text("\(tenant)"), .text(kind), tenant == .north ? .null : .int(Tenant.north.rawValue))
        }
        manifest = try ManifestReader.read(try HostingWorld.text("plugin.yaml"))
        let statements = try HostingWorld.statements().map { StatementSource(name: $0, sql: try HostingWorld.statement($0)) }
        let bundle = PluginBundle(
            directory: HostingWorld.folder.path, manifest: manifest,
            files: [BundleFile(path: "all", sizeBytes: 1, sha256: BundleFile.digest("hosting".utf8))], statements: statements,
            migrations: try HostingWorld.names("migrations").enumerated().map {
                MigrationSource(number: $0 + 1, name: $1, sql: try HostingWorld.text("migrations/\($1).sql"))
            },
            library: ElfLibrary(machine: .host, exports: [], needed: []), languages: [], templates: [],
            referenceData: ["miner_models": try CSVTable(try HostingWorld.text("data/miner_models.csv"))])
        try await host.withSession { session in
            _ = try await PluginSchema(bundle: bundle, password: { "secret of \($0)" }).install(session, now: Int(time(nil)))
        }
        var role = configuration
        role.user = manifest.runtimeRole
        runtime = PostgresPool(role, options: options, loops: loops)
        role.user = manifest.ingestRole
        ingest = PostgresPool(role, options: options, loops: loops)
    }

    /// One pass over the partitions of the plugin's tables, as the host does it.
    /// - Parameter now: Unix seconds.
    func keepPartitions(now: Int) async throws {
        let keeper = PartitionKeeper(manifest: manifest)
        _ = try await host.withSession { try await keeper.keep($0, now: now) }
    }

    /// One pass over the roll-up tables, as the host does it, from the oldest partition on.
    /// - Parameter now: Unix seconds.
    func rollUp(now: Int) async throws {
        _ = try await host.query("DELETE FROM app.plugin_rollups")
        let keeper = RollupKeeper(manifest: manifest)
        _ = try await host.withSession { try await keeper.roll($0, now: now) }
    }

    /// Writes a row into the partition of its day, as the host's bulk writes do.
    func ingest(_ tenant: Tenant, _ table: String, at seconds: Int, _ values: KeyValuePairs<String, PostgresValue>) async throws {
        let partition = try #require(PartitionKeeper(manifest: manifest).partitions[table])
        let columns = ["tenant_id", "recorded_at"] + values.map(\.key)
        let places = (1...columns.count).map { $0 == 2 ? "to_timestamp($2::float8)" : "$\($0)" }
        let name = partition.name(containingMicros: Int64(seconds) * 1_000_000)
        let sql =
            "INSERT INTO \(manifest.schemaName).\(name) (\(columns.joined(separator: ", "))) VALUES (\(places.joined(separator: ", ")))"
        _ = try await ingest.execute([(Statement(sql), [.int(tenant.rawValue), .double(Double(seconds))] + values.map(\.value))])
    }

    /// Executes SQL as the plugin does, in a tenant's context.
    @discardableResult
    func run(_ tenant: Tenant, sql: String, _ parameters: [PostgresValue] = []) async throws -> QueryResult {
        let results = try await runtime.execute([HostingWorld.context(of: tenant), (Statement(sql), parameters)])
        return results[results.count - 1]
    }

    /// Executes statements of the plugin in one transaction, as a batch of it, and gives the rows that each wrote.
    func batch(_ tenant: Tenant, _ calls: [(name: String, parameters: [PostgresValue])]) async throws -> [Int] {
        let statements = try calls.map { (Statement(try HostingWorld.statement($0.name)), $0.parameters) }
        return try await runtime.execute([HostingWorld.context(of: tenant)] + statements).dropFirst().map(\.affected)
    }

    /// Executes statements of the plugin in a transaction that stays open while `meanwhile` runs.
    func holding(
        _ tenant: Tenant, _ calls: [(name: String, parameters: [PostgresValue])],
        _ meanwhile: @Sendable (PostgresSession) async throws -> Void
    ) async throws {
        try await runtime.withSession { session in
            try await session.transaction { session in
                let statements = try calls.map { (Statement(try HostingWorld.statement($0.name)), $0.parameters) }
                _ = try await session.execute([HostingWorld.context(of: tenant)] + statements)
                try await meanwhile(session)
            }
        }
    }

    /// Until somebody waits for a lock that this session holds.
    func awaitWaiter(for session: PostgresSession) async throws {
        let waiting: Statement = "SELECT count(*) FROM pg_locks WHERE NOT granted AND $1::bigint::integer = ANY (pg_blocking_pids(pid))"
        let own = try #require(try await session.query("SELECT pg_backend_pid()").integer(row: 0, column: 0))
        let begin = ContinuousClock.now
        while try await host.query(waiting, .int(Int64(own))).integer(row: 0, column: 0) == 0 {
            try #require(ContinuousClock.now - begin < .seconds(60), "nobody waits")
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    private static func context(of tenant: Tenant) -> (Statement, [PostgresValue]) {
        let high = tenant == .north ? tenant.rawValue | 0xFFFF_FFFF : tenant.rawValue
        return (
            "SELECT set_config('app.tenant', $1, true), set_config('app.sight_low', $2, true), set_config('app.sight_high', $3, true)",
            [tenant.rawValue, tenant.rawValue, high].map { .text(String($0)) }
        )
    }

    /// Executes a statement of the plugin and gives its rows as texts by column.
    func rows(_ tenant: Tenant, _ statement: String, _ parameters: PostgresValue...) async throws -> [[String: String]] {
        try await rows(tenant, statement, parameters)
    }

    /// The same with the parameters as a list.
    func rows(_ tenant: Tenant, _ statement: String, _ parameters: [PostgresValue]) async throws -> [[String: String]] {
        let batch = try await run(tenant, sql: try HostingWorld.statement(statement), parameters).rows
        return (0..<batch.rowCount).map { row in
            var cells: [String: String] = [:]
            for column in 0..<batch.columns.count { cells[batch.columns[column].name] = HostingWorld.text(batch, row, column) }
            return cells
        }
    }

    private static func text(_ batch: RowBatch, _ row: Int, _ column: Int) -> String? {
        switch batch.value(row: row, column: column) {
        case .text(let text), .json(let text): text
        case .int(let value): String(value)
        case .double(let value): String(value)
        case .bool(let value): String(value)
        case .timestamp(let micros): String(micros / 1_000_000)
        default: nil
        }
    }
}
