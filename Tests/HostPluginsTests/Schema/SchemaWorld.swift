import EventLoop
import HostData
import PostgresClient
import TestSupport

@testable import HostPlugins

/// A database of its own with a plugin of its own: roles belong to the whole server, so every world has another plugin id.
final class SchemaWorld: Sendable {
    /// Two providers; alpha and beta are clients of north, gamma is south's.
    enum Tenant: Int64, CaseIterable, Sendable {
        case north = 0x1_0000_0000
        case alpha = 0x1_0000_0001
        case beta = 0x1_0000_0002
        case south = 0x2_0000_0000
        case gamma = 0x2_0000_0001

        var sight: ClosedRange<Int64> { rawValue & 0xFFFF_FFFF == 0 ? rawValue...(rawValue | 0xFFFF_FFFF) : rawValue...rawValue }
    }

    /// 2026-03-10T12:00:00Z
    static let now = 1_773_144_000

    let bundle: PluginBundle
    private let hostRole: String
    let host: PostgresPool
    let runtime: PostgresPool
    let ingest: PostgresPool
    private let superuser: PostgresPool
    var id: String { bundle.manifest.id }
    var schema: String { bundle.manifest.schemaName }

    private static let loops = Result { try EventLoopGroup(count: 1, name: "schema-tests") }

    private let base: PostgresConfiguration

    /// A pool of another role in this database.
    func pool(_ user: String) -> PostgresPool {
        var configuration = base
        configuration.user = user
        var options = PostgresPoolOptions()
        options.minimumConnections = 0
        // A cluster for all tests: what a test leaves behind must not use up its connections.
        options.idleTimeoutNanos = 500_000_000
        options.defaultDeadlineNanos = 60_000_000_000
        return PostgresPool(configuration, options: options, loops: try! Self.loops.get())
    }

    private init(_ bundle: PluginBundle, _ configuration: PostgresConfiguration, superuser: PostgresConfiguration) throws {
        let loops = try Self.loops.get()
        var options = PostgresPoolOptions()
        options.minimumConnections = 0
        // A cluster for all tests: what a test leaves behind must not use up its connections.
        options.idleTimeoutNanos = 500_000_000
        options.sharedConnections = 1
        options.maximumConnections = 5
        options.defaultDeadlineNanos = 60_000_000_000
        func pool(_ user: String, _ base: PostgresConfiguration) -> PostgresPool {
            var configuration = base
            configuration.user = user
            configuration.database = base.database
            return PostgresPool(configuration, options: options, loops: loops)
        }
        self.bundle = bundle
        hostRole = configuration.user
        base = configuration
        host = pool(configuration.user, configuration)
        runtime = pool(bundle.manifest.runtimeRole, configuration)
        ingest = pool(bundle.manifest.ingestRole, configuration)
        var root = configuration
        root.user = superuser.user
        self.superuser = pool(superuser.user, root)
    }

    /// A bundle without files: what matters here is its manifest and its SQL.
    static func bundle(
        id: String, migrations: [String] = [Manifests.hostingTables], statements: [String] = [], replacing: [(String, String)] = [],
        models: String = "id,name,hashrate_ths\n1,S19,95\n2,S21,200\n"
    ) throws -> PluginBundle {
        var text = Manifests.hosting.replacing("hosting", with: id).replacing(#"tables: ["crm.contracts: read"]"#, with: "tables: []")
        for (old, new) in replacing { text = text.replacing(old, with: new) }
        return PluginBundle(
            directory: "/nowhere", manifest: try ManifestReader.read(text),
            files: [BundleFile(path: "all", sizeBytes: 1, sha256: BundleFile.digest((migrations + statements + [models]).joined().utf8))],
            statements: statements.enumerated().map { StatementSource(name: "s\($0)", sql: $1) },
            migrations: migrations.enumerated().map { Manifests.migration($1, number: $0 + 1) },
            library: ElfLibrary(machine: .host, exports: [], needed: []), languages: [], templates: [],
            referenceData: ["miner_models": try CSVTable(models)])
    }

    /// A plugin that reads the tables of this one. In its statements `hosting` is this one's schema.
    ///
    /// - Parameter tables: What it asks for, as a list in a manifest has it; there `hosting` is this one's id.
    func reader(
        asking tables: String, statements: [(name: String, sql: String)], version: String = "1.0.0", more manifestLines: String = "",
        migrations: [String] = []
    ) throws -> PluginBundle {
        let manifest = """
            id: r\(id)
            name: Reader
            version: \(version)
            abi: "1.0"
            library: libReader.so
            toolchain: c
            services: [hashinsight.db/1]
            grants: {tables: [\(tables.replacing("hosting", with: id))]}
            \(manifestLines)
            """
        return PluginBundle(
            directory: "/nowhere", manifest: try ManifestReader.read(manifest),
            files: [
                BundleFile(path: "all", sizeBytes: 0, sha256: BundleFile.digest((version + tables + statements.map(\.sql).joined()).utf8))
            ],
            statements: statements.map { StatementSource(name: $0.name, sql: $0.sql.replacing("hosting", with: schema)) },
            migrations: migrations.map { Manifests.migration($0) },
            library: ElfLibrary(machine: .host, exports: [], needed: []), languages: [], templates: [], referenceData: [:])
    }

    static func password(_ role: String) -> String { "secret of \(role)" }

    /// A fresh database with the host's schema and the tenants, without the plugin's.
    static func empty(_ make: (String) throws -> PluginBundle = { try bundle(id: $0) }) async throws -> SchemaWorld {
        let configuration = try await TestPostgres.shared.makeDatabase()
        let number = configuration.database.drop { !$0.isNumber }
        let world = try SchemaWorld(
            try make("plug\(number)"), configuration, superuser: await TestPostgres.shared.superuserConfiguration)
        try await HostMigrator(pool: world.host).migrate()
        for tenant in Tenant.allCases {
            let isProvider = tenant.sight.count > 1
            _ = try await world.host.query(
                "INSERT INTO app.tenants (key, id, kind, parent_key, name) VALUES ($1, $2, $3, $4, $2)", .int(tenant.rawValue),
                .text("\(tenant)"), .text(isProvider ? "provider" : "client"),
                isProvider ? .null : .int(tenant.rawValue & ~0xFFFF_FFFF))
        }
        return world
    }

    /// A world with the plugin installed and rows of every tenant.
    static func filled(_ make: (String) throws -> PluginBundle = { try bundle(id: $0) }) async throws -> SchemaWorld {
        let world = try await empty(make)
        try await world.install()
        for tenant in Tenant.allCases {
            _ = try await world.run(tenant, "INSERT INTO sites (name) VALUES ($1)", .text("site of \(tenant)"))
            _ = try await world.run(
                tenant, "INSERT INTO miners (serial, model_id) VALUES ($1, 1), ($2, 2)", .text("\(tenant)-1"), .text("\(tenant)-2"))
        }
        return world
    }

    @discardableResult
    func install(now: Int = SchemaWorld.now) async throws -> PluginSchema.Outcome {
        try await host.withSession { session in
            try await PluginSchema(bundle: self.bundle, password: Self.password).install(session, now: now)
        }
    }

    func audit() async throws -> [SchemaFinding] {
        try await host.withSession { try await SchemaAudit(manifest: self.bundle.manifest).run($0) }
    }

    /// Executes a statement as the plugin does, in a tenant's context or in none.
    func run(_ tenant: Tenant?, _ sql: String, _ parameters: PostgresValue..., in pool: PostgresPool? = nil) async throws -> QueryResult {
        var steps: [(Statement, [PostgresValue])] = []
        if let tenant {
            steps.append(
                (
                    "SELECT set_config('app.tenant', $1, true), set_config('app.sight_low', $2, true), set_config('app.sight_high', $3, true)",
                    [tenant.rawValue, tenant.sight.lowerBound, tenant.sight.upperBound].map { .text(String($0)) }
                ))
        }
        steps.append((Statement(sql), parameters))
        let results = try await (pool ?? runtime).execute(steps)
        return results[results.count - 1]
    }

    /// Texts of the first column.
    func texts(_ tenant: Tenant?, _ sql: String, in pool: PostgresPool? = nil) async throws -> [String] {
        let rows = try await run(tenant, sql, in: pool).rows
        return (0..<rows.rowCount).map { rows.text(row: $0, column: 0) ?? "" }
    }

    /// What a host has of this database.
    func database() throws -> Database {
        var options = PostgresPoolOptions()
        options.minimumConnections = 0
        options.idleTimeoutNanos = 500_000_000
        options.sharedConnections = 1
        options.maximumConnections = 3
        options.defaultDeadlineNanos = 60_000_000_000
        return Database(
            base, passwords: RolePasswords(secret: Array("sixteen bytes or more".utf8)), loops: try Self.loops.get(),
            options: DatabaseOptions(host: options, runtime: options, ingest: options))
    }

    /// Findings after `tampering`, in a transaction that is rolled back.
    func findings(after tampering: String) async throws -> [SchemaFinding] {
        let sql = tampering.replacing("hosting", with: id)
        return try await superuser.withSession { session in
            try await session.script(
                "BEGIN; SET LOCAL search_path = \(self.schema);\n\(sql);\nSET LOCAL SESSION AUTHORIZATION \(self.hostRole)")
            let findings = try await SchemaAudit(manifest: self.bundle.manifest).run(session)
            try await session.script("ROLLBACK")
            return findings
        }
    }

    /// Changes something behind the host's back.
    func tamper(_ sql: String) async throws {
        let text = sql.replacing("hosting", with: id)
        try await superuser.withSession { try await $0.script("SET search_path = \(self.schema);\n" + text + ";\nRESET search_path") }
    }
}
