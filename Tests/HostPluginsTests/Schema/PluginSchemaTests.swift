@testable import HostPlugins
import PostgresClient
import Testing

@Suite("A plugin's schema")
struct PluginSchemaTests {
    @Test("is installed once, and the second time nothing is done")
    func twice() async throws {
        let world = try await SchemaWorld.empty {
            try SchemaWorld.bundle(id: $0, statements: GoodStatement.all.map(\.sql).filter { !$0.contains("p_crm") })
        }
        let first = try await world.install()
        #expect(first.migrations == ["0001_step"])
        #expect(first.statements.count == GoodStatement.all.count - 1)
        #expect(first.statements["s0"]?.parameters == ["text", "miner_status[]", "bigint", "bigint"])
        #expect(first.statements["s4"]?.columns == [.init(name: "id", type: "bigint")])
        let second = try await world.install()
        #expect(second.wasCurrent)
        #expect(second.migrations.isEmpty)
    }

    @Test("is installed by one of several hosts that start together")
    func together() async throws {
        let world = try await SchemaWorld.empty()
        let ran = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<3 { group.addTask { try await world.install().migrations.count } }
            return try await group.reduce(0, +)
        }
        #expect(ran == 1)
    }

    @Test("keeps what was done when a later migration fails, and leaves nothing of the failed one")
    func half() async throws {
        let world = try await SchemaWorld.empty {
            try SchemaWorld.bundle(
                id: $0,
                migrations: [
                    Manifests.hostingTables, "ALTER TABLE miners ADD COLUMN note text; ALTER TABLE miners ADD COLUMN serial text;",
                ])
        }
        let error = await #expect(throws: SchemaError.self) { try await world.install() }
        #expect(error?.code == .failed)
        #expect(error?.description.contains("migrations/0002_step.sql") == true)
        let columns = try await world.texts(
            nil, "SELECT count(*)::text FROM pg_attribute WHERE attname = 'note' AND attrelid = '\(world.schema).miners'::regclass",
            in: world.host)
        #expect(columns == ["0"])
        #expect(try await world.texts(nil, "SELECT max(number)::text FROM app.plugin_migrations", in: world.host) == ["1"])
    }

    @Test("refuses a migration that was changed after it ran")
    func changed() async throws {
        let world = try await SchemaWorld.empty()
        try await world.install()
        let other = try SchemaWorld.bundle(id: world.id, migrations: [Manifests.hostingTables + "\n-- later"])
        let error = await #expect(throws: SchemaError.self) {
            try await world.host.withSession {
                try await PluginSchema(bundle: other, password: SchemaWorld.password).install($0, now: SchemaWorld.now)
            }
        }
        #expect(error?.code == .migrationChanged)
    }

    @Test("takes on a new migration and new catalogue data over rows that are there")
    func upgrade() async throws {
        let world = try await SchemaWorld.filled()
        let next = try SchemaWorld.bundle(
            id: world.id, migrations: [Manifests.hostingTables, "ALTER TABLE miners ADD COLUMN note text NOT NULL DEFAULT '';"],
            models: "id,name,hashrate_ths\n1,S19 Pro,110\n2,S21,200\n3,M60,\n")
        let outcome = try await world.host.withSession {
            try await PluginSchema(bundle: next, password: SchemaWorld.password).install($0, now: SchemaWorld.now)
        }
        #expect(outcome.migrations == ["0002_step"])
        #expect(try await world.texts(.alpha, "SELECT name FROM miner_models ORDER BY id") == ["S19 Pro", "S21", "M60"])
        #expect(try await world.texts(.alpha, "SELECT serial || note FROM miners ORDER BY 1") == ["alpha-1", "alpha-2"])
    }

    @Test("vets hostile statements on the server too, when their text was passed over")
    func serverSide() async throws {
        let world = try await SchemaWorld.filled()
        let manifest = world.bundle.manifest
        let check = StatementServerCheck(manifest: manifest, scope: VettingScope(manifest: manifest, enumTypes: ["miner_status"]))
        try await world.tamper(
            "CREATE FUNCTION p_hosting.miners() RETURNS bigint LANGUAGE sql AS 'SELECT 1'; DROP FUNCTION p_hosting.miners()")
        try await world.host.withSession { session in
            for attack in Attack.all where attack.isSeenByServer {
                let sql = attack.sql.replacing("hosting", with: world.id)
                let statement = VettedStatement(name: "forced", sql: sql, kind: .select, reads: [], writes: [], parameterCount: 0)
                let error = await #expect(throws: SchemaError.self, "\(attack.testDescription)") {
                    try await check.check([statement], session)
                }
                #expect(error?.code == .refused)
            }
        }
        #expect(Attack.all.filter(\.isSeenByServer).count > 60)
    }
}

@Suite("Tables of another plugin")
struct ForeignTableTests {
    @Test("are read when the manifest asks for them, and no longer when it stops asking")
    func granted() async throws {
        let owner = try await SchemaWorld.filled()
        func install(_ tables: String) async throws -> PluginBundle {
            let sql = tables.isEmpty ? "SELECT 1" : "SELECT name FROM hosting.sites"
            let bundle = try owner.reader(asking: tables, statements: [("names", sql)])
            _ = try await owner.host.withSession {
                try await PluginSchema(bundle: bundle, password: SchemaWorld.password).install($0, now: SchemaWorld.now)
            }
            return bundle
        }
        let bundle = try await install("\"\(owner.id).sites: read\"")
        let reader = owner.pool(bundle.manifest.runtimeRole)
        let read = "SELECT name FROM \(owner.schema).sites"
        #expect(try await owner.texts(.alpha, read, in: reader) == ["site of alpha"])
        await #expect(throws: PostgresError.self) { try await owner.run(.alpha, "DELETE FROM \(owner.schema).sites", in: reader) }
        #expect(try await owner.audit() == [])
        _ = try await install("")
        await #expect(throws: PostgresError.self) { try await owner.texts(.alpha, read, in: reader) }
    }
}
