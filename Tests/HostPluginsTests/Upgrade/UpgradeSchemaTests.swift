import PostgresClient
import Testing

@testable import HostPlugins

@Suite("A schema is brought to a newer version beside an older one", .timeLimit(.minutes(3)))
struct UpgradeSchemaTests {
    private static let adding = "ALTER TABLE miners ADD COLUMN note text NOT NULL DEFAULT ''; CREATE INDEX ON miners (tenant_id, note);"
    private static let removing = "-- contract: true\nALTER TABLE miners DROP COLUMN note;"
    private static let statements = ["SELECT id, name FROM sites", "INSERT INTO sites (name) VALUES ($1)"]

    private func bundle(_ world: SchemaWorld, _ migrations: [String], _ statements: [String] = statements) throws -> PluginBundle {
        try SchemaWorld.bundle(
            id: world.id, migrations: [Manifests.hostingTables] + migrations, statements: statements,
            replacing: [("version: 1.0.0", "version: 2.0.0")])
    }

    private func world() async throws -> SchemaWorld {
        try await SchemaWorld.filled { try SchemaWorld.bundle(id: $0, statements: Self.statements) }
    }

    private func expand(_ world: SchemaWorld, _ newer: PluginBundle) async throws -> [String] {
        try await world.host.withSession {
            try await PluginSchema(bundle: newer, password: SchemaWorld.password).expand($0, beside: world.bundle, now: SchemaWorld.now)
                .migrations
        }
    }

    private func trial(_ world: SchemaWorld, _ newer: PluginBundle) async throws -> [MigrationTrial] {
        try await world.host.withSession {
            try await PluginSchema(bundle: newer, password: SchemaWorld.password).trial($0, beside: world.bundle)
        }
    }

    private func applied(_ world: SchemaWorld) async throws -> [String] {
        try await world.texts(nil, "SELECT number::text FROM app.plugin_migrations ORDER BY number", in: world.host)
    }

    private func hasColumn(_ name: String, _ world: SchemaWorld) async throws -> Bool {
        try await world.texts(
            nil,
            "SELECT count(*)::text FROM pg_attribute WHERE attname = '\(name)' AND attrelid = '\(world.schema).miners'::regclass AND NOT attisdropped",
            in: world.host) == ["1"]
    }

    @Test("The dry run tells locks and rows, and changes nothing")
    func dryRun() async throws {
        let world = try await world()
        let newer = try bundle(world, [Self.adding, Self.removing], Self.statements + ["SELECT note FROM miners"])
        let trials = try await trial(world, newer)
        #expect(trials.map(\.name) == ["0002_step", "0003_step"] && trials.map(\.isContract) == [false, true])
        #expect(
            trials[0].locks.filter { $0.table == "miners" }.contains {
                $0.mode == "AccessExclusiveLock" && $0.rowCount == 10 && !$0.isRewritten
            }, "\(trials)")
        // The statement that reads the column could not go on once it is gone: told now, and in nobody's way.
        #expect(trials[1].obstacle?.contains("queries/s2.sql") == true && trials[1].locks.isEmpty, "\(trials)")
        #expect(try await applied(world) == ["1"])
        #expect(try await !hasColumn("note", world))
        #expect(try await world.audit() == [])
        #expect(try await world.install().wasCurrent, "the host finds everything as it left it")
    }

    @Test("What takes away is tried too, after what adds: locks and rows are told, and what could not run on the data of now")
    func contracting() async throws {
        let world = try await world()
        let fine = try await trial(world, try bundle(world, [Self.adding, Self.removing]))
        #expect(fine.map(\.isContract) == [false, true] && fine[1].obstacle == nil, "\(fine)")
        #expect(fine[1].locks.contains { $0.table == "miners" && $0.mode == "AccessExclusiveLock" && $0.rowCount == 10 }, "\(fine)")
        let unfit = "-- contract: true\nALTER TABLE miners ADD CHECK (serial = 'no such');"
        let trials = try await trial(world, try bundle(world, [Self.adding, unfit, Self.removing]))
        #expect(trials.map(\.name) == ["0002_step", "0003_step", "0004_step"])
        #expect(trials[1].obstacle?.contains("0003_step") == true, "\(trials)")
        #expect(trials[2].obstacle?.contains("not tried") == true, "\(trials)")
        let other = "-- contract: true\nALTER TABLE sites ALTER COLUMN name DROP NOT NULL;"
        let locks = try await trial(world, try bundle(world, [Self.adding, other]))[1].locks
        #expect(locks.contains { $0.table == "sites" && $0.mode == "AccessExclusiveLock" && $0.rowCount > 0 }, "\(locks)")
        #expect(try await applied(world) == ["1"])
        #expect(try await world.install().wasCurrent)
    }

    @Test("A table that would be written anew is told")
    func rewritten() async throws {
        let world = try await world()
        let numbered = try bundle(world, ["ALTER TABLE miners ADD COLUMN place bigint DEFAULT app.new_id();"])
        let trials = try await trial(world, numbered)
        #expect(trials[0].locks.contains { $0.table == "miners" && $0.isRewritten })
    }

    @Test("What adds runs, what takes away waits until the older version has gone; both versions' statements work between")
    func expandThenContract() async throws {
        let world = try await world()
        let newer = try bundle(world, [Self.adding, Self.removing])
        #expect(try await expand(world, newer) == ["0002_step"])
        #expect(try await expand(world, newer) == [])
        #expect(try await applied(world) == ["1", "2"])
        #expect(try await hasColumn("note", world))
        #expect(try await world.run(.alpha, "SELECT id, name FROM sites").rows.rowCount == 1)
        #expect(try await world.run(.alpha, "SELECT note FROM miners").rows.rowCount == 2)
        let finished = try await world.host.withSession {
            try await PluginSchema(bundle: newer, password: SchemaWorld.password).install($0, now: SchemaWorld.now).migrations
        }
        #expect(finished == ["0003_step"])
        #expect(try await !hasColumn("note", world))
    }

    @Test("A migration after which an old statement no longer holds is refused with the statement's name, and rolled back")
    func oldStatement() async throws {
        let world = try await SchemaWorld.filled {
            try SchemaWorld.bundle(
                id: $0, statements: ["SELECT serial FROM miners JOIN sites ON sites.tenant_id = miners.tenant_id WHERE name = $1"])
        }
        let newer = try bundle(world, ["ALTER TABLE miners ADD COLUMN name text;"], [])
        for attempt in [{ _ = try await trial(world, newer) }, { _ = try await expand(world, newer) }] {
            let error = await #expect(throws: SchemaError.self) { try await attempt() }
            #expect(error?.code == .refused)
            let text = error?.description ?? ""
            #expect(text.contains("queries/s0.sql") && text.contains("migrations/0002_step.sql") && text.contains("ambiguous"), "\(text)")
        }
        #expect(try await applied(world) == ["1"])
        #expect(try await !hasColumn("name", world))
    }

    @Test("A new statement that the expanded schema does not have what it needs for is refused before anything runs")
    func newStatement() async throws {
        let world = try await world()
        let newer = try bundle(world, [Self.adding], Self.statements + ["SELECT remark FROM miners"])
        let error = await #expect(throws: SchemaError.self) { try await trial(world, newer) }
        #expect(error?.description.contains("queries/s2.sql") == true)
        #expect(try await applied(world) == ["1"])
    }

    @Test("What adds after what takes away is refused: the order of migrations is never changed")
    func order() async throws {
        let world = try await world()
        let newer = try bundle(world, [Self.adding, Self.removing, "ALTER TABLE miners ADD COLUMN later text;"])
        let error = await #expect(throws: SchemaError.self) { try await trial(world, newer) }
        #expect(error?.description.contains("0004_step") == true)
        #expect(try await applied(world) == ["1"])
    }

    @Test("Versions that cannot share their tables are told apart by name")
    func fit() async throws {
        let world = try await world()
        let other = try SchemaWorld.bundle(
            id: world.id, migrations: [Manifests.hostingTables + "\n-- other"],
            replacing: [("visible_through: {table: miners, columns: {tenant_id: site_tenant_id, id: site_id}}", "")])
        let problems = UpgradeFit.problems(older: world.bundle, newer: other)
        #expect(problems.contains { $0.contains("migrations/0001_step.sql reads otherwise") })
        #expect(problems.contains { $0.contains("tables.sites.visible_through") })
    }

    @Test("Two hosts at once run each migration once")
    func together() async throws {
        let world = try await world()
        let newer = try bundle(world, [Self.adding])
        let ran = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<4 { group.addTask { try await expand(world, newer).count } }
            return try await group.reduce(0, +)
        }
        #expect(ran == 1)
        #expect(try await applied(world) == ["1", "2"])
    }

    @Test("A session that is killed in the middle of a migration leaves nothing of it, and the next one runs it once")
    func killed() async throws {
        let world = try await world()
        // The second statement waits for a lock that somebody holds; the first has changed the table by then.
        let newer = try bundle(world, ["ALTER TABLE miners ADD COLUMN note text; ALTER TABLE sites ADD COLUMN note text;"])
        try await world.host.withSession { blocker in
            try await blocker.script("BEGIN; LOCK TABLE \(world.schema).sites IN ACCESS SHARE MODE")
            let upgrade = Task { try await expand(world, newer) }
            await eventually {
                let waiting = try? await world.host.query(
                    "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%ADD COLUMN note%' AND datname = current_database()"
                )
                guard let pid = waiting?.rowCount == 1 ? waiting?.integer(row: 0, column: 0) : nil else { return false }
                return (try? await world.host.query("SELECT pg_terminate_backend($1::bigint::integer)", .int(pid))) != nil
            }
            await #expect(throws: (any Error).self) { try await upgrade.value }
            try await blocker.script("ROLLBACK")
        }
        #expect(try await applied(world) == ["1"])
        #expect(try await !hasColumn("note", world))
        #expect(try await expand(world, newer) == ["0002_step"])
        #expect(try await hasColumn("note", world))
    }

    @Test("A migration waits for a table in use in short tries, so that nobody queues behind it for long, and runs when it is free")
    func patient() async throws {
        let world = try await world()
        let newer = try bundle(world, [Self.adding])
        try await world.host.withSession { blocker in
            try await blocker.script("BEGIN; LOCK TABLE \(world.schema).miners IN ACCESS SHARE MODE")
            let upgrade = Task { try await expand(world, newer) }
            // Seen to wait, then not to wait, then to wait again: it gave way in between.
            for isWaiting in [true, false, true] {
                await eventually {
                    let waiting = try? await world.host.query(
                        "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%ADD COLUMN note%' AND datname = current_database()"
                    )
                    return (waiting?.rowCount == 1) == isWaiting
                }
            }
            try await blocker.script("COMMIT")
            #expect(try await upgrade.value == ["0002_step"])
        }
    }
}
