import Ethereum
import Foundation
import HostData
import HostNotary
import HostTenancy
import PostgresClient
import Testing

@testable import HostPlugins

@Suite("Installing and purging", .timeLimit(.minutes(3)))
struct PluginPurgeTests {
    private static let north: Int64 = 1 << 32
    private static let alpha: Int64 = 1 << 32 + 1

    /// A world with the plugin installed from a real library, and two tenants' rows.
    private func world() async throws -> StoreWorld {
        let world = try await StoreWorld()
        try await install(world)
        for tenant in [Self.north, Self.alpha] {
            _ = try await world.run(tenant, "INSERT INTO notes (name) VALUES ('note')")
            _ = try await world.run(tenant, "INSERT INTO marks (note_tenant_id, note_id) SELECT tenant_id, id FROM notes")
        }
        return world
    }

    private static func installation(_ world: StoreWorld) -> BundleInstallation {
        BundleInstallation(
            database: world.database, store: world.one,
            libraryFault: { bundle in
                if case .failure(let error) = await PluginLibrary.loadApart(path: bundle.libraryPath) { error.message } else { nil }
            })
    }

    private func install(_ world: StoreWorld) async throws {
        let library = Array(try Data(contentsOf: URL(fileURLWithPath: try UpgradePlugin.library(version: "1"))))
        let contents = try world.contents(library: library, signedBy: world.key)
        let addition = try await Self.installation(world).install(
            contents, trust: try world.policy.trust(contents, directory: "B"), isServedFromFolder: false, origin: .commandLine)
        #expect(addition.bundle.isServing)
    }

    @Test("A bundle whose migration the database refuses is not stored")
    func badMigration() async throws {
        let world = try await StoreWorld()
        let library = Array(try Data(contentsOf: URL(fileURLWithPath: try UpgradePlugin.library(version: "1"))))
        let contents = try world.contents(
            more: ["migrations/0002_more.sql": Array("ALTER TABLE notes ADD COLUMN name text".utf8)], library: library, signedBy: world.key)
        let installation = Self.installation(world)
        await #expect(throws: (any Error).self) {
            try await installation.install(
                contents, trust: .signed(by: "release", keyId: world.key.id), isServedFromFolder: false, origin: .commandLine)
        }
        #expect(try await world.one.bundles().isEmpty)
        // A library that is none is found out before anything is made.
        let hollow = try world.contents(signedBy: world.key)
        await #expect(throws: BundleError.self) {
            try await installation.install(
                hollow, trust: .signed(by: "release", keyId: world.key.id), isServedFromFolder: false, origin: .commandLine)
        }
        #expect(try await world.one.bundles().isEmpty)
        await world.close()
    }

    @Test("A tenant's rows go from all tables at once, whatever refers to what; the others keep theirs")
    func tenant() async throws {
        let world = try await world()
        try await world.enable("alpha")
        let purge = try PluginPurge(database: world.database, plugin: world.plugin, tenant: "alpha")
        let refused = await #expect(throws: PurgeError.self) { try await purge.plan() }
        #expect(refused?.code == .inUse && refused?.message.contains("alpha") == true)
        try await world.enable("alpha", false)
        let plan = try await purge.plan()
        #expect(plan.tables == [.init(name: "p_\(world.plugin).marks", rowCount: 1), .init(name: "p_\(world.plugin).notes", rowCount: 1)])
        #expect(plan.records.first == .init(name: "app.plugin_instances", rowCount: 1) && plan.schema == nil)
        #expect(try await world.run(Self.alpha, "SELECT 1 FROM notes").rowCount == 1, "a plan changes nothing")
        #expect(try await purge.run(origin: .commandLine) == plan)
        #expect(try await world.run(Self.alpha, "SELECT 1 FROM notes").rowCount == 0)
        #expect(try await world.run(Self.north, "SELECT 1 FROM marks").rowCount == 1)
        #expect(try await world.database.host.query("SELECT 1 FROM app.plugin_instances").rowCount == 0)
        #expect(try await world.audit().last == "plugin.purge alpha/\(world.plugin)")
        #expect(try await purge.plan().isEmpty)
        await world.close()
    }

    @Test("Rows that others refer to are kept, and all others with them")
    func referred() async throws {
        let world = try await world()
        _ = try await world.database.host.withSession { session in
            try await session.script(
                """
                BEGIN; SET LOCAL ROLE "own_\(world.plugin)"; SET LOCAL app.sight_low = 0; SET LOCAL app.sight_high = 99999999999;
                INSERT INTO "p_\(world.plugin)".marks (tenant_id, note_tenant_id, note_id)
                    SELECT \(Self.alpha), tenant_id, id FROM "p_\(world.plugin)".notes WHERE tenant_id = \(Self.north); COMMIT
                """)
        }
        let purge = try PluginPurge(database: world.database, plugin: world.plugin, tenant: "north")
        let error = await #expect(throws: PurgeError.self) { try await purge.run(origin: .commandLine) }
        #expect(error?.code == .referred)
        #expect(try await world.run(Self.north, "SELECT 1 FROM marks").rowCount == 1)
        await world.close()
    }

    @Test("Everything goes once the code is gone: schema, roles, records; installed again it begins anew in the same process")
    func everything() async throws {
        let world = try await world()
        let purge = try PluginPurge(database: world.database, plugin: world.plugin, tenant: nil)
        let refused = await #expect(throws: PurgeError.self) { try await purge.plan() }
        #expect(refused?.code == .inUse && refused?.message.contains("uninstall it first") == true)
        _ = try await world.one.remove(plugin: world.plugin, origin: .commandLine)
        let plan = try await purge.run(origin: .commandLine)
        #expect(plan.schema == "p_\(world.plugin)" && plan.roles.count == 3 && plan.tables.map(\.rowCount) == [2, 2])
        let left = try await world.database.host.query(
            "SELECT 1 FROM pg_namespace WHERE nspname = $1 UNION ALL SELECT 1 FROM pg_roles WHERE rolname LIKE '%\\_' || $2",
            .text("p_\(world.plugin)"), .text(world.plugin))
        #expect(left.rowCount == 0)
        #expect(try await world.database.host.query("SELECT 1 FROM app.plugin_migrations").rowCount == 0)
        #expect(try await purge.plan().isEmpty)
        #expect(try await world.audit().last == "plugin.purge \(world.plugin)")

        try await install(world)
        // Sessions under the role of before were ended by the server; the pool finds out with its next use.
        await eventually { (try? await world.run(Self.alpha, "SELECT 1 FROM notes").rowCount) == 0 }
        _ = try await world.run(Self.alpha, "INSERT INTO notes (name) VALUES ('anew')")
        #expect(try await world.run(Self.alpha, "SELECT 1 FROM notes").rowCount == 1)
        await world.close()
    }

    @Test(
        "What was anchored stays and waits for nobody's key; what waits is dropped, what is pinned unpinned, and the same keys are free again"
    )
    func evidence() async throws {
        let world = try await world()
        let plugin = world.plugin
        try await world.database.host.withSession { session in
            try await session.script(
                """
                BEGIN; SELECT set_config('app.tenant', '0', true);
                INSERT INTO app.notary_streams (chain_id, contract, notary, stream)
                    VALUES (1, decode(repeat('01', 20), 'hex'), decode(repeat('02', 20), 'hex'), sha256('s'));
                INSERT INTO app.notary_intervals (stream_id, sequence, previous_link, root, size, manifest, link, leaves)
                    SELECT id, 1, sha256('p'), sha256('r'), 1, sha256('m'), sha256('l'), sha256('leaf') FROM app.notary_streams;
                INSERT INTO app.notary_leaves (tenant_id, key, leaf, interval_id, leaf_index, path)
                    SELECT \(Self.alpha), '\(plugin):tree/1', sha256('leaf'), id, 0, '' FROM app.notary_intervals;
                INSERT INTO app.notary_leaves (tenant_id, key, leaf) VALUES (\(Self.alpha), '\(plugin):tree/2', sha256('b')),
                    (\(Self.north), '\(plugin):tree/1', sha256('c')), (\(Self.alpha), 'other:tree/1', sha256('d'));
                INSERT INTO app.pins (tenant_id, key, cid, content, bytes)
                    SELECT t, k, decode('01551220', 'hex') || sha256('x'), 'x', 1
                    FROM unnest(ARRAY[\(Self.alpha), \(Self.alpha), \(Self.north)],
                        ARRAY['\(plugin):1', 'other:1', '\(plugin):1']) a (t, k);
                INSERT INTO app.pin_places (tenant_id, key, provider, state, is_open, attempts)
                    SELECT tenant_id, key, 'kubo', 'pinned', false, 1 FROM app.pins;
                COMMIT
                """)
        }
        let purge = try PluginPurge(database: world.database, plugin: plugin, tenant: "alpha")
        let plan = try await purge.run(origin: .commandLine)
        #expect(plan.evidence == .init(droppedLeaves: 1, keptLeaves: 1, pins: 1))
        #expect(plan.lines.contains { $0.contains("proofs that were given out hold") })
        let left = try await everybody(world, "SELECT tenant_id || ' ' || key FROM app.notary_leaves ORDER BY 1")
        #expect(
            left.sorted() == ["\(Self.north) \(plugin):tree/1", "\(Self.alpha) other:tree/1", "\(Self.alpha) ~1/0"].sorted())
        let pins = try await everybody(
            world,
            """
            SELECT concat_ws(' ', p.tenant_id, rtrim(p.key, '0123456789abcdef-'), p.wanted, q.is_open, q.state) FROM app.pins p
            JOIN app.pin_places q ON q.tenant_id = p.tenant_id AND q.key = p.key ORDER BY 1
            """)
        #expect(
            pins.sorted()
                == [
                    "\(Self.north) \(plugin): t f pinned", "\(Self.alpha) other: t f pinned", "\(Self.alpha) ~ f t pinned",
                ].sorted())
        let store = NotaryStore(
            database: world.database, chainID: 1, contract: try Address(bytes: [UInt8](repeating: 1, count: 20)),
            notary: try Address(bytes: [UInt8](repeating: 2, count: 20)), host: "one")
        for number in 1...2 {
            let key = "\(plugin):tree/\(number)"
            #expect(try await store.submit(tenant: TenantKey(rawValue: Self.alpha), key: key, leaf: .random()) == .accepted)
        }
        _ = try await world.one.remove(plugin: plugin, origin: .commandLine)
        let all = try PluginPurge(database: world.database, plugin: plugin, tenant: nil)
        #expect(try await all.run(origin: .commandLine).evidence == .init(droppedLeaves: 3, keptLeaves: 0, pins: 1))
        #expect(try await all.plan().isEmpty)
        #expect(try await everybody(world, "SELECT key FROM app.notary_leaves ORDER BY 1").sorted() == ["other:tree/1", "~1/0"])
        await world.close()
    }

    private func everybody(_ world: StoreWorld, _ sql: String) async throws -> [String] {
        try await world.database.host.withSession { session in
            try await session.transaction { session in
                _ = try await session.query("SELECT set_config('app.tenant', '0', true)")
                let rows = try await session.query(Statement(sql))
                return (0..<rows.rowCount).compactMap { rows.text(row: $0, column: 0) }
            }
        }
    }

    @Test("An id that is none reaches no statement")
    func names() async throws {
        let world = try await StoreWorld()
        for id in ["", "x; DROP SCHEMA app", "App", "p_\"x"] {
            let error = #expect(throws: PurgeError.self) { try PluginPurge(database: world.database, plugin: id, tenant: nil) }
            #expect(error?.code == .unknown)
        }
        let nobody = try PluginPurge(database: world.database, plugin: world.plugin, tenant: "nobody")
        let unknown = await #expect(throws: PurgeError.self) { try await nobody.plan() }
        #expect(unknown?.code == .unknown)
        await world.close()
    }
}
