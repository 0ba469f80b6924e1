import PostgresClient
import TestSupport
import Testing

@testable import HostPlugins

@Suite("Tables that a plugin can do without", .timeLimit(.minutes(3)))
struct OptionalReadTests {
    private static let serials = "SELECT serial FROM hosting.miners ORDER BY serial"

    /// The plugin whose tables are read; not installed at first.
    private let owner: SchemaWorld
    private let runtime: PostgresPool
    private var reader: String { "r\(owner.id)" }
    private var miners: TableGrant { TableGrant(plugin: owner.id, table: "miners") }
    private var sites: TableGrant { TableGrant(plugin: owner.id, table: "sites") }

    init() async throws {
        owner = try await SchemaWorld.empty()
        runtime = owner.pool("rt_r\(owner.id)")
    }

    /// A version of the plugin that reads.
    private func reading(
        _ statements: [String] = [serials], asks tables: String = "{hosting.miners: read, optional: true}", version: String = "1.0.0"
    ) throws -> PluginBundle {
        try owner.reader(
            asking: tables, statements: statements.enumerated().map { ("look\($0)", $1) }, version: version, more: "tables: {notes: {}}",
            migrations: [
                "CREATE TABLE notes (tenant_id bigint NOT NULL DEFAULT app.current_tenant(), id bigint, name text, PRIMARY KEY (tenant_id, id));"
            ])
    }

    private func schema(_ bundle: PluginBundle) -> PluginSchema { PluginSchema(bundle: bundle, password: SchemaWorld.password) }

    private func install(_ bundle: PluginBundle) async throws -> PluginSchema.Outcome {
        try await owner.host.withSession { try await schema(bundle).install($0, now: SchemaWorld.now) }
    }

    private func settle(_ bundle: PluginBundle, beside older: PluginBundle? = nil) async throws -> [TableGrant: String] {
        try await owner.host.withSession { try await schema(bundle).settleReads($0, beside: older) }
    }

    /// What anybody who asks is told.
    private func told(_ bundle: PluginBundle) async throws -> [TableGrant: String] {
        try await owner.host.withSession { try await PluginSchema.lacking(bundle.manifest, $0) }
    }

    private func installOwner() async throws {
        try await owner.install()
        for tenant in SchemaWorld.Tenant.allCases {
            _ = try await owner.run(tenant, "INSERT INTO miners (serial) VALUES ($1)", .text("\(tenant)-1"))
        }
    }

    private func seen(_ tenant: SchemaWorld.Tenant) async throws -> [String] {
        try await owner.texts(tenant, Self.serials.replacing("hosting", with: owner.schema), in: runtime)
    }

    private func grants() async throws -> [String] {
        try await owner.texts(
            nil, "SELECT plugin || ' ' || table_name || ' ' || optional FROM app.plugin_grants ORDER BY 1", in: owner.host)
    }

    /// Whether the reader's role or its owner's may enter the schema or read the table.
    private func rights() async throws -> [String] {
        try await owner.texts(
            nil,
            """
            SELECT r || ' ' || has_schema_privilege(r, '\(owner.schema)', 'USAGE') || ' ' || has_table_privilege(r, '\(owner.schema).miners', 'SELECT')
            FROM unnest(ARRAY['own_\(reader)', 'rt_\(reader)']) r ORDER BY 1
            """, in: owner.host)
    }

    private func expectNoRights() async throws {
        #expect(try await rights() == ["own_\(reader) false false", "rt_\(reader) false false"])
        #expect(try await owner.audit() == [])
    }

    @Test("come and go with their owner while the plugin that reads them stays: given, with each tenant's rows alone, purged, given again")
    func life() async throws {
        let bundle = try reading([Self.serials, "SELECT name FROM notes"])
        #expect(try await told(bundle) == [:], "nobody has looked yet")
        let outcome = try await install(bundle)
        #expect(try await told(bundle) == outcome.lacking)
        #expect(Set(outcome.lacking.keys) == [miners] && outcome.lacking[miners]?.contains("\(owner.id) is not installed") == true)
        #expect(Set(outcome.statements.keys) == ["look1"])
        #expect(try await grants() == [])

        try await installOwner()
        try await expectNoRights()
        #expect(try await told(bundle)[miners]?.contains("no host has looked") == true, "it is there and not given yet")
        #expect(try await settle(bundle) == [:])
        #expect(try await told(bundle) == [:])
        #expect(try await grants() == ["\(reader) miners true"])
        #expect(try await seen(.alpha) == ["alpha-1"])
        #expect(try await seen(.north) == ["alpha-1", "beta-1", "north-1"])
        await #expect(throws: PostgresError.self) { try await owner.run(.alpha, "SELECT 1 FROM \(owner.schema).sites", in: runtime) }
        #expect(try await owner.audit() == [])
        #expect(try await install(bundle).wasCurrent)

        let purge = try PluginPurge(database: try owner.database(), plugin: owner.id, tenant: nil)
        let plan = try await purge.run(origin: .commandLine)
        #expect(plan.readers == [reader] && plan.lines.last == "  read by \(reader), which can do without")
        #expect(try await grants() == [])
        let error = await #expect(throws: PostgresError.self) { try await seen(.alpha) }
        #expect(
            error.flatMap { PluginCallError($0, reading: miners, effect: .reads) }?.status == .unavailable, "\(String(describing: error))")
        #expect(try await told(bundle)[miners]?.contains("\(owner.id) is not installed") == true, "before a host has looked")
        #expect(Set(try await settle(bundle).keys) == [miners])
        #expect(Set(try await install(bundle).lacking.keys) == [miners], "a start without is as before")

        try await owner.install()
        // Sessions under the role of before were ended by the server; the pool finds out with its next use.
        await eventually { (try? await owner.run(.beta, "SELECT 1 FROM miners")) != nil }
        _ = try await owner.run(.beta, "INSERT INTO miners (serial) VALUES ('anew')")
        #expect(try await install(bundle).lacking == [:], "a start gives them too")
        #expect(try await seen(.beta) == ["anew"])
        #expect(try await owner.audit() == [])
    }

    @Test("are not given where a statement that reads them does not hold: neither a right nor a way in, and what fits is given")
    func unfit() async throws {
        try await installOwner()
        let asks = "{hosting.miners: read, optional: true}, {hosting.sites: read, optional: true}"
        let bundle = try reading(["SELECT gone FROM hosting.miners", "SELECT name FROM hosting.sites"], asks: asks)
        let lacking = try await install(bundle).lacking
        #expect(Set(lacking.keys) == [miners] && lacking[miners]?.contains("queries/look0.sql") == true, "\(lacking)")
        #expect(Set(try await told(bundle).keys) == [miners])
        #expect(try await grants() == ["\(reader) sites true"])
        #expect(try await rights().last == "rt_\(reader) true false")
        #expect(try await owner.audit() == [])
        let other = try reading(["SELECT gone FROM hosting.miners"], version: "1.1.0")
        #expect(Set(try await install(other).lacking.keys) == [miners])
        try await expectNoRights()
        // What is wrong with a statement that reads nothing of others keeps the plugin out, as ever.
        await #expect(throws: SchemaError.self) { try await install(reading(["SELECT gone FROM notes"], version: "1.2.0")) }
    }

    @Test("keep their owner from no purge, but from migrations that break them; one that came at a start takes the right away")
    func migrated() async throws {
        try await installOwner()
        let bundle = try reading(["SELECT serial, power_watts FROM hosting.miners"])
        #expect(try await install(bundle).lacking == [:])
        let newer = try SchemaWorld.bundle(
            id: owner.id, migrations: [Manifests.hostingTables, "-- contract: true\nALTER TABLE miners DROP COLUMN power_watts;"],
            replacing: [("version: 1.0.0", "version: 2.0.0")])
        let refused = await #expect(throws: SchemaError.self) {
            try await owner.host.withSession { try await schema(newer).install($0, now: SchemaWorld.now, sparesReaders: true) }
        }
        #expect(refused?.description.contains("\(reader) 1.0.0: queries/look0.sql") == true)
        #expect(try await settle(bundle) == [:])
        _ = try await owner.host.withSession { try await schema(newer).install($0, now: SchemaWorld.now) }
        #expect(try await settle(bundle)[miners]?.contains("power_watts") == true)
        #expect(try await grants() == [])
        #expect(try await rights() == ["own_\(reader) false false", "rt_\(reader) false false"])
    }

    @Test("are none while their rows are not protected, as in the middle of their owner's installation")
    func unprotected() async throws {
        try await installOwner()
        try await owner.tamper("ALTER TABLE miners DISABLE ROW LEVEL SECURITY")
        let bundle = try reading()
        #expect(Set(try await install(bundle).lacking.keys) == [miners])
        #expect(try await grants() == [])
        try await owner.tamper("ALTER TABLE miners ENABLE ROW LEVEL SECURITY")
        #expect(try await settle(bundle) == [:])
    }

    @Test("may be needed by the next version, or asked for no longer: the right and the way in follow")
    func otherVersions() async throws {
        let needing = try reading(asks: "\"hosting.miners: read\"", version: "2.0.0")
        _ = try await install(reading())
        let error = await #expect(throws: SchemaError.self) { try await install(needing) }
        #expect(error?.description.contains("install the plugin \(owner.id) first") == true)
        try await installOwner()
        #expect(try await install(needing).lacking == [:])
        #expect(try await grants() == ["\(reader) miners false"])
        let purge = try PluginPurge(database: try owner.database(), plugin: owner.id, tenant: nil)
        let kept = await #expect(throws: PurgeError.self) { try await purge.run(origin: .commandLine) }
        #expect(kept?.message.contains("read by \(reader); purge those first") == true)
        #expect(try await install(reading(version: "3.0.0")).lacking == [:])
        #expect(try await grants() == ["\(reader) miners true"])
        _ = try await install(reading(["SELECT name FROM notes"], asks: "", version: "4.0.0"))
        #expect(try await grants() == [])
        try await expectNoRights()
    }

    @Test("stand in no upgrade's way: a version is tried and put beside another without them, and both get them when they are there")
    func upgrade() async throws {
        let older = try reading()
        let newer = try reading(
            [Self.serials, "SELECT name FROM hosting.sites"],
            asks: "{hosting.miners: read, optional: true}, {hosting.sites: read, optional: true}", version: "2.0.0")
        _ = try await install(older)
        let outcome = try await owner.host.withSession { session in
            #expect(try await schema(newer).trial(session, beside: older) == [])
            return try await schema(newer).expand(session, beside: older, now: SchemaWorld.now)
        }
        #expect(Set(outcome.lacking.keys) == [miners, sites])
        try await installOwner()
        #expect(try await settle(newer, beside: older) == [:])
        #expect(try await grants() == ["\(reader) miners true", "\(reader) sites true"])
        #expect(try await settle(older) == [:], "back to the older one alone, which does not ask for as much")
        #expect(try await grants() == ["\(reader) miners true"])
    }
}
