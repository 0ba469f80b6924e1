import PostgresClient
import Testing

@testable import HostPlugins

@Suite("A migration beside a version that serves has a limit", .timeLimit(.minutes(3)))
struct MigrationLimitTests {
    /// Writes the table anew: no machine does that with so many rows within a millisecond.
    private static let numbering = "ALTER TABLE miners ADD COLUMN place bigint DEFAULT app.new_id();"
    private static let rowCount = 20_000
    private static let tight = MigrationLimit(milliseconds: 1)

    private func bundle(_ world: SchemaWorld, _ migrations: [String]) throws -> PluginBundle {
        try SchemaWorld.bundle(
            id: world.id, migrations: [Manifests.hostingTables] + migrations, statements: ["SELECT id, name FROM sites"],
            replacing: [("version: 1.0.0", "version: 2.0.0")])
    }

    private func world() async throws -> SchemaWorld {
        let world = try await SchemaWorld.filled { try SchemaWorld.bundle(id: $0, statements: ["SELECT id, name FROM sites"]) }
        _ = try await world.run(
            .alpha, "INSERT INTO miners (serial, model_id) SELECT 'more-' || n, 1 FROM generate_series(1, \(Self.rowCount)) n")
        try await world.host.withSession { try await $0.script("ANALYZE \(world.schema).miners") }
        return world
    }

    private func schema(_ newer: PluginBundle) -> PluginSchema { PluginSchema(bundle: newer, password: SchemaWorld.password) }

    private func expand(_ world: SchemaWorld, _ newer: PluginBundle, _ limit: MigrationLimit) async throws -> [String] {
        try await world.host.withSession {
            try await schema(newer).expand($0, beside: world.bundle, now: SchemaWorld.now, limit: limit).migrations
        }
    }

    private func applied(_ world: SchemaWorld) async throws -> [String] {
        try await world.texts(nil, "SELECT number::text FROM app.plugin_migrations ORDER BY number", in: world.host)
    }

    private func columns(_ world: SchemaWorld) async throws -> [String] {
        try await world.texts(
            nil,
            "SELECT attname::text FROM pg_attribute WHERE attname IN ('place', 'first') AND attrelid = '\(world.schema).miners'::regclass AND NOT attisdropped ORDER BY 1",
            in: world.host)
    }

    @Test("One that takes longer is rolled back whole and told with its tables and the way on; with more time it runs")
    func tooLong() async throws {
        let world = try await world()
        let newer = try bundle(world, ["ALTER TABLE miners ADD COLUMN first text;\n" + Self.numbering])
        let error = await #expect(throws: SchemaError.self) { try await expand(world, newer, Self.tight) }
        #expect(error?.code == .tookTooLong)
        let told = error?.description ?? ""
        for part in [
            "migrations/0002_step.sql of \(world.id) takes longer than 1 ms", "nothing of it is left", "miners (about",
            "--migration-seconds",
        ] {
            #expect(told.contains(part), "\(part): \(told)")
        }
        #expect(try await applied(world) == ["1"])
        #expect(try await columns(world) == [], "not the first statement's either")
        #expect(try await world.run(.alpha, "SELECT id, name FROM sites").rows.rowCount == 1, "the old version serves")
        #expect(try await world.install().wasCurrent)
        #expect(try await expand(world, newer, .standard) == ["0002_step"])
        #expect(try await columns(world) == ["first", "place"])
    }

    @Test("The session that asked is as before: no limit stays in it, and no lock") func clean() async throws {
        let world = try await world()
        let newer = try bundle(world, [Self.numbering])
        try await world.host.withSession { session in
            await #expect(throws: SchemaError.self) {
                try await schema(newer).expand(session, beside: world.bundle, now: SchemaWorld.now, limit: Self.tight)
            }
            let left = try await session.rows(
                "SELECT current_setting('statement_timeout'), (SELECT count(*)::text FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'advisory')"
            )
            #expect(left == [["0", "0"]])
        }
    }

    @Test("The dry run has the same limit, and says it of what would run at the end without standing in the way") func dryRun() async throws
    {
        let world = try await world()
        let adding = try bundle(world, [Self.numbering])
        let error = await #expect(throws: SchemaError.self) {
            try await world.host.withSession { try await schema(adding).trial($0, beside: world.bundle, limit: Self.tight) }
        }
        #expect(error?.code == .tookTooLong, "\(String(describing: error))")
        let ending = try bundle(world, ["-- contract: true\n" + Self.numbering])
        let trials = try await world.host.withSession { try await schema(ending).trial($0, beside: world.bundle, limit: Self.tight) }
        #expect(trials.count == 1 && trials[0].obstacle?.contains("takes longer than 1 ms") == true, "\(trials)")
        #expect(try await applied(world) == ["1"])
    }

    @Test("The dry run says how large the tables are that it locks, and who waits for which step") func impact() async throws {
        let world = try await world()
        let newer = try bundle(
            world,
            [
                Self.numbering,
                "ALTER TABLE sites ADD COLUMN note text;",
            ])
        let trials = try await world.host.withSession { try await schema(newer).trial($0, beside: world.bundle) }
        let lock = try #require(trials[0].locks.first { $0.table == "miners" })
        #expect(lock.isRewritten && lock.shutsOutReaders && lock.rowCount > Self.rowCount)
        #expect(lock.bytes > Self.rowCount * 8, "each row has more than one number")
        #expect(trials[0].holdsUpOthers, "others wait while the table is written anew")
    }

    @Test("What takes away at the end has a limit as well, for the new version serves; at a start it takes as long as it takes")
    func ending() async throws {
        let world = try await world()
        let newer = try bundle(world, ["-- contract: true\n" + Self.numbering])
        let error = await #expect(throws: SchemaError.self) {
            try await world.host.withSession { try await schema(newer).install($0, now: SchemaWorld.now, limit: Self.tight) }
        }
        #expect(error?.code == .tookTooLong)
        #expect(try await applied(world) == ["1"])
        let ran = try await world.host.withSession { try await schema(newer).install($0, now: SchemaWorld.now).migrations }
        #expect(ran == ["0002_step"])
    }
}
