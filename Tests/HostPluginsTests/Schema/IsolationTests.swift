@testable import HostPlugins
import PostgresClient
import Testing

@Suite("Tenants on a real PostgreSQL", .serialized)
struct IsolationTests {
    @Test("see their own rows, a provider its clients' too, and nobody anything without a context")
    func sight() async throws {
        let world = try await SchemaWorld.filled()
        let all = "SELECT serial FROM miners ORDER BY serial"
        #expect(try await world.texts(.alpha, all) == ["alpha-1", "alpha-2"])
        #expect(try await world.texts(.gamma, all) == ["gamma-1", "gamma-2"])
        #expect(try await world.texts(.north, all) == ["alpha-1", "alpha-2", "beta-1", "beta-2", "north-1", "north-2"])
        #expect(try await world.texts(nil, all) == [])
        #expect(try await world.texts(.alpha, "SELECT id FROM app.tenant_names") == ["alpha"])
        #expect(try await world.texts(.north, "SELECT name FROM miner_models ORDER BY id") == ["S19", "S21"])
        #expect(await Leak.open(in: world) == [])
    }

    @Test("see a site that one of their miners stands on, and cannot change it")
    func visibleThrough() async throws {
        let world = try await SchemaWorld.filled()
        let site = try #require(try await world.texts(.north, "SELECT id::text FROM sites WHERE name = 'site of north'").first)
        _ = try await world.run(
            .alpha, "UPDATE miners SET site_tenant_id = $1, site_id = $2::text::bigint WHERE serial = 'alpha-1'",
            .int(SchemaWorld.Tenant.north.rawValue), .text(site))
        #expect(try await world.texts(.alpha, "SELECT name FROM sites ORDER BY name") == ["site of alpha", "site of north"])
        #expect(try await world.texts(.beta, "SELECT name FROM sites") == ["site of beta"])
        #expect(try await world.run(.alpha, "UPDATE sites SET name = 'mine' WHERE id = \(site)").affected == 0)
        #expect(try await world.run(.alpha, "DELETE FROM sites WHERE name = 'site of north'").affected == 0)
    }

    @Test("see no site of another provider by referring to it, nor learn which exist")
    func strangersSite() async throws {
        let world = try await SchemaWorld.filled()
        let site = try #require(try await world.texts(.south, "SELECT id::text FROM sites WHERE name = 'site of south'").first)
        for (id, tenant) in [(site, SchemaWorld.Tenant.south), ("999999", .south), (site, .gamma), ("1", .beta)] {
            let refer = "UPDATE miners SET site_tenant_id = \(tenant.rawValue), site_id = \(id) WHERE serial = 'alpha-1'"
            let error = await #expect(throws: PostgresError.self) { _ = try await world.run(.alpha, refer) }
            #expect(error?.sqlState == "42501")
        }
        // A row from before, or written by another way, shows nothing either.
        try await world.tamper(
            "UPDATE miners SET site_tenant_id = \(SchemaWorld.Tenant.south.rawValue), site_id = \(site) WHERE serial = 'alpha-1'")
        #expect(try await world.texts(.alpha, "SELECT name FROM sites") == ["site of alpha"])
        let inSight = ["site of alpha", "site of beta", "site of north"]
        #expect(try await world.texts(.north, "SELECT name FROM sites ORDER BY name") == inSight)
    }

    @Test("get numbers for their rows that are never given twice and do not tell how many others were given")
    func numbers() async throws {
        let world = try await SchemaWorld.filled()
        let many = "SELECT app.new_id()::text FROM generate_series(1, 2000)"
        let numbers = try await (world.texts(.alpha, many) + world.texts(.beta, many)).compactMap(Int64.init)
        #expect(Set(numbers).count == 4_000)
        #expect(numbers.allSatisfy { (0..<(1 << 52)).contains($0) })
        // Of a count, or of anything near it, all steps were small; of numbers without an order half go down and most are far.
        let steps = zip(numbers, numbers.dropFirst()).map { $1 - $0 }
        #expect((1_600...2_400).contains(steps.count { $0 < 0 }))
        #expect(steps.count { abs($0) > 1 << 40 } > 3_900)
    }

    @Test("with malformed or empty contexts see nothing", arguments: ["", "x", "1e9", "9999999999999999999999"])
    func malformed(_ value: String) async throws {
        let world = try await SchemaWorld.filled()
        let rows = try? await world.runtime.execute([
            ("SELECT set_config('app.sight_low', $1, true), set_config('app.sight_high', $1, true)", [.text(value)]),
            ("SELECT 1 FROM miners", []),
        ])
        #expect((rows?.last?.rows.rowCount ?? 0) == 0)
    }

    /// Guards, the SQL that takes one away, and the leak that must then be open: a probe that sees nothing proves nothing.
    static let mutations: [(String, Leak)] = [
        ("DROP POLICY sight ON miners; CREATE POLICY sight ON miners USING (true)", .readOther),
        ("ALTER TABLE miners DISABLE ROW LEVEL SECURITY", .readWithoutContext),
        (
            "DROP POLICY sight ON miners; CREATE POLICY sight ON miners USING (tenant_id BETWEEN (SELECT app.sight_low()) AND (SELECT app.sight_high())) WITH CHECK (true)",
            .insertOther
        ),
        ("DROP POLICY sight ON miners; CREATE POLICY sight ON miners USING (true) WITH CHECK (true)", .moveRow),
        ("CREATE POLICY extra ON miners FOR ALL USING (true)", .deleteOther),
        ("CREATE UNIQUE INDEX oracle ON miners (serial)", .keyOracle),
        ("GRANT SELECT ON telemetry_20260310 TO rt_hosting", .readPartition),
        ("GRANT INSERT ON telemetry TO rt_hosting", .writeIngest),
        ("GRANT DELETE ON telemetry_5m TO rt_hosting", .writeRollup),
        ("GRANT UPDATE ON miner_models TO rt_hosting", .writeReference),
        ("GRANT TRUNCATE ON miners TO rt_hosting", .truncate),
        ("DO $$ BEGIN EXECUTE format('GRANT TEMP ON DATABASE %I TO rt_hosting', current_database()); END $$", .temporary),
        ("GRANT CREATE ON SCHEMA p_hosting TO rt_hosting", .createTable),
        ("GRANT own_hosting TO rt_hosting", .setRole),
        ("GRANT SELECT ON app.tenants TO rt_hosting", .hostTables),
        ("GRANT SELECT ON telemetry TO in_hosting", .ingestReads),
        ("DROP POLICY reference ON sites; CREATE POLICY reference ON sites FOR SELECT USING (true)", .foreignSite),
        ("DROP POLICY referring ON miners", .siteOracle),
        ("GRANT SELECT ON SEQUENCE app.row_numbers TO rt_hosting", .rowCount),
        ("GRANT SELECT ON app.row_number_key TO rt_hosting", .numberKey),
        ("ALTER ROLE rt_hosting SUPERUSER", .copyOut),
    ]

    @Test("are kept apart by each guard: with it gone the leak opens and the audit names it", arguments: mutations)
    func mutation(_ tampering: String, _ leak: Leak) async throws {
        let world = try await SchemaWorld.filled()
        #expect(try await world.audit() == [])
        try await world.tamper(tampering)
        #expect(await Leak.open(in: world).contains(leak))
        #expect(try await !world.audit().isEmpty)
        await #expect(throws: SchemaError.self) { try await world.install() }
    }

    @Test("have a probe and a mutation for every leak")
    func complete() {
        #expect(Set(Self.mutations.map(\.1)) == Set(Leak.allCases))
    }
}
