import PostgresClient
import Testing

@testable import HostPlugins

@Suite("Beside an older version no migration narrows what it may write", .timeLimit(.minutes(3)))
struct NarrowingTests {
    private static let base = Manifests.hostingTables + "\nCREATE UNIQUE INDEX miners_place ON miners (tenant_id, site_id, power_watts);"
    /// Which key it updates by is found when it runs: the check of the statement passes without one.
    private static let statements = [
        "INSERT INTO miners (serial, site_id, power_watts) VALUES ($1, $2, $3) ON CONFLICT (tenant_id, site_id, power_watts) DO NOTHING"
    ]

    /// Each kind, and what is told of it.
    private static let narrowing: [(sql: String, told: String)] = [
        ("ALTER TABLE miners ADD COLUMN code text NOT NULL;", "miners.code is new, NOT NULL and without a default"),
        ("ALTER TABLE miners ALTER COLUMN power_watts SET NOT NULL;", "miners.power_watts is NOT NULL now"),
        ("ALTER TABLE miners ALTER COLUMN tags DROP DEFAULT;", "miners.tags has no default any more"),
        ("ALTER TABLE miners ADD CHECK (power_watts > 0);", "miners has a new rule: CHECK ((power_watts > 0))"),
        ("ALTER TABLE miners ADD UNIQUE (tenant_id, model_id);", "miners has a new rule: unique btree (tenant_id, model_id)"),
        ("CREATE UNIQUE INDEX ON miners (tenant_id, status);", "miners has a new rule: unique btree (tenant_id, status)"),
        (
            "ALTER TABLE miners ADD FOREIGN KEY (tenant_id, id) REFERENCES sites (tenant_id, id);",
            "miners has a new rule: FOREIGN KEY (tenant_id, id) REFERENCES sites(tenant_id, id)"
        ),
        (
            "ALTER TABLE sites ADD COLUMN rank bigint DEFAULT 0; ALTER TABLE sites ADD UNIQUE (tenant_id, rank);",
            "sites has a new rule: unique btree (tenant_id, rank)"
        ),
        (
            "DROP INDEX miners_place;",
            "miners has no longer the key that ON CONFLICT may name: unique btree (tenant_id, site_id, power_watts)"
        ),
    ]

    private func bundle(_ id: String, _ migrations: [String], replacing: [(String, String)] = []) throws -> PluginBundle {
        try SchemaWorld.bundle(
            id: id, migrations: [Self.base] + migrations, statements: Self.statements,
            replacing: [("version: 1.0.0", "version: 2.0.0")] + replacing)
    }

    /// Empty tables: where rows are, PostgreSQL itself refuses some of it.
    private func world() async throws -> SchemaWorld {
        let world = try await SchemaWorld.empty {
            try SchemaWorld.bundle(id: $0, migrations: [Self.base], statements: Self.statements)
        }
        try await world.install()
        return world
    }

    private func trial(_ world: SchemaWorld, _ newer: PluginBundle) async throws -> [MigrationTrial] {
        try await world.host.withSession {
            try await PluginSchema(bundle: newer, password: SchemaWorld.password).trial($0, beside: world.bundle)
        }
    }

    private func expand(_ world: SchemaWorld, _ newer: PluginBundle) async throws -> [String] {
        try await world.host.withSession {
            try await PluginSchema(bundle: newer, password: SchemaWorld.password).expand($0, beside: world.bundle, now: SchemaWorld.now)
                .migrations
        }
    }

    @Test("Each kind is refused by name, dry and in earnest, and may wait in a contract migration")
    func refused() async throws {
        let world = try await world()
        for (sql, told) in Self.narrowing {
            let newer = try bundle(world.id, [sql])
            for attempt in [{ _ = try await trial(world, newer) }, { _ = try await expand(world, newer) }] {
                let error = await #expect(throws: SchemaError.self, "\(sql)") { try await attempt() }
                let text = error?.description ?? ""
                #expect(error?.code == .refused && text.contains(told), "\(text)")
                #expect(text.contains("migrations/0002_step.sql") && text.contains("-- contract: true"), "\(text)")
            }
            let waiting = try await trial(world, try bundle(world.id, ["-- contract: true\n" + sql]))
            #expect(waiting.map(\.isContract) == [true] && waiting.first?.obstacle == nil, "\(waiting)")
        }
        #expect(
            try await world.texts(nil, "SELECT number::text FROM app.plugin_migrations", in: world.host) == ["1"], "nothing of it stays")
        #expect(try await world.install().wasCurrent)
    }

    @Test("What the older version's rows meet by themselves runs: defaults, keys that are empty for it, tables that it does not know")
    func harmless() async throws {
        let world = try await world()
        let steps = [
            "ALTER TABLE miners ADD COLUMN note text NOT NULL DEFAULT '' CHECK (length(note) < 10);",
            "ALTER TABLE sites ADD COLUMN period text; ALTER TABLE sites ADD UNIQUE (tenant_id, period);",
            "ALTER TABLE miners ADD COLUMN head bigint; ALTER TABLE miners ADD FOREIGN KEY (tenant_id, head) REFERENCES miners (tenant_id, id);",
            "ALTER TABLE miners ALTER COLUMN serial DROP NOT NULL; CREATE INDEX ON miners (tenant_id, power_watts);",
            """
            CREATE TABLE remarks (tenant_id bigint NOT NULL DEFAULT app.current_tenant(), id bigint GENERATED ALWAYS AS IDENTITY,
                body text, PRIMARY KEY (tenant_id, id));
            """,
            "ALTER TABLE remarks ALTER COLUMN body SET NOT NULL; ALTER TABLE remarks ADD UNIQUE (tenant_id, body);",
        ]
        let newer = try bundle(world.id, steps, replacing: [("  miners: {}\n", "  miners: {}\n  remarks: {}\n")])
        #expect(try await trial(world, newer).count == steps.count)
        #expect(try await expand(world, newer).count == steps.count)
        for name in ["a", "b"] {
            #expect(try await world.run(.alpha, "INSERT INTO sites (name) VALUES ($1)", .text(name)).affected == 1)
            #expect(try await world.run(.alpha, "INSERT INTO miners (serial) VALUES ($1)", .text(name)).affected == 1)
        }
    }

    @Test("A first installation may have all of it: nobody serves beside it")
    func first() async throws {
        let world = try await SchemaWorld.empty { try bundle($0, [Self.narrowing.map(\.sql).joined(separator: "\n")]) }
        #expect(try await world.install().migrations == ["0001_step", "0002_step"])
    }
}
