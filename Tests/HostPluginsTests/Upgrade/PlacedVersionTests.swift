import Foundation
import HostData
import HostTenancy
import PostgresClient
import Synchronization
import TestSupport
import Testing

@testable import HostPlugins

@Suite("A version that is put in place by its path", .timeLimit(.minutes(5)))
struct PlacedVersionTests {
    private static let table = "tables: {notes: {}}\nservices: [hashinsight.db/1]\n"
    private static let asking = "tables: {notes: {}}\nservices: [hashinsight.db/1, hashinsight.metrics/1]\n"
    private static let create =
        "CREATE TABLE notes (tenant_id bigint NOT NULL DEFAULT app.current_tenant(), id bigint, body text, PRIMARY KEY (tenant_id, id));"
    private static let add = "ALTER TABLE notes ADD COLUMN title text;"
    private static let drop = "-- contract: true\nALTER TABLE notes DROP COLUMN body;"
    private static let older = ["bodies": "SELECT body FROM notes"]
    private static let newer = ["titles": "SELECT title FROM notes"]

    /// What the operator has consented to, as a host knows it.
    private final class Consent: Sendable {
        private let given = Mutex(false)

        func give() { given.withLock { $0 = true } }

        func missing(_ manifest: Manifest) -> [String] {
            given.withLock(\.self) || !manifest.services.contains { "\($0)".contains("metrics") } ? [] : ["hashinsight.metrics/1"]
        }
    }

    private func world(_ consent: Consent) async throws -> UpgradeWorld {
        try await UpgradeWorld.make(missingConsent: { consent.missing($0) })
    }

    private func first(_ world: UpgradeWorld) async throws -> PluginBundle {
        try await world.placed("1", more: Self.table, migrations: [Self.create], queries: Self.older)
    }

    private func second(_ world: UpgradeWorld, _ migrations: [String] = [create, add, drop]) async throws -> PluginBundle {
        try await world.placed("2", more: Self.asking, migrations: migrations, queries: Self.newer)
    }

    private func applied(_ world: UpgradeWorld) async throws -> [String] {
        try await world.texts("SELECT number::text FROM app.plugin_migrations WHERE plugin = '\(world.id)' ORDER BY number")
    }

    private func trouble(_ host: UpgradeWorld.Host, _ world: UpgradeWorld) -> String {
        host.plugins.trouble(tenant: "alpha", plugin: world.id) ?? ""
    }

    @Test(
        "asks for nothing new and has a migration that takes too long: it is rolled back and told, the one before serves on; with time it runs"
    )
    func tooLong() async throws {
        let world = try await world(Consent())
        let before = try await world.host(placing: try await first(world))
        #expect(try await before.answers(world) == ["1", "1", "1"])
        await before.plugins.close()

        let bundle = try await world.placed("2", more: Self.table, migrations: [Self.create, Self.add], queries: Self.newer)
        // No time at all: over whatever the machine.
        let host = try await world.host(placing: bundle, limit: MigrationLimit(milliseconds: 0))
        #expect(try await host.answers(world) == ["1", "1", "1"])
        #expect(try await applied(world) == ["1"])
        await eventually { !trouble(host, world).isEmpty }
        for part in ["1.0.0 serves on", "takes longer than 0 s", "nothing of it is left", "hashinsight serve --migration-seconds"] {
            #expect(trouble(host, world).contains(part), "\(part): \(trouble(host, world))")
        }
        await host.follower.turn()
        #expect(try await applied(world) == ["1"], "it is not tried again by itself")
        await host.plugins.close()

        let again = try await world.host(placing: bundle)
        #expect(try await again.answers(world) == ["2", "2", "2"])
        #expect(try await applied(world) == ["1", "2"])
        await again.plugins.close()
    }

    @Test("waits for consent before any migration while the one before serves, comes without a restart, and takes away at the next one")
    func waits() async throws {
        let consent = Consent()
        let world = try await world(consent)
        let before = try await world.host(placing: try await first(world))
        #expect(try await before.answers(world) == ["1", "1", "1"])
        await before.plugins.close()

        let bundle = try await second(world)
        let host = try await world.host(placing: bundle)
        #expect(try await host.answers(world) == ["1", "1", "1"])
        #expect(try await applied(world) == ["1"])
        #expect(trouble(host, world).contains("\(world.id) 2.0.0"), "\(trouble(host, world))")
        #expect(trouble(host, world).contains("1.0.0 serves meanwhile"), "\(trouble(host, world))")
        #expect(host.plugins.held(world.id)?.digest == bundle.digest)
        #expect(host.plugins.newestVersions.map(\.digest) != [bundle.digest], "tables that are not there are not kept")
        for _ in 0..<3 { await host.follower.turn() }
        #expect(try await applied(world) == ["1"], "nothing runs without consent")

        consent.give()
        try await host.follow(world, until: ["2", "2", "2"])
        #expect(try await applied(world) == ["1", "2"], "what takes away waits: another host may serve the one before")
        #expect(host.plugins.held(world.id) == nil)
        await host.plugins.close()
        let again = try await world.host(placing: bundle)
        #expect(try await again.answers(world) == ["2", "2", "2"])
        #expect(try await applied(world) == ["1", "2", "3"])
        await again.plugins.close()
    }

    @Test("and consented to while another one is put in its place: what is noted as in place is never that other one")
    func overtaken() async throws {
        let consent = Consent()
        let overtaking = Mutex<(@Sendable () async -> Void)?>(nil)
        let world = try await UpgradeWorld.make(missingConsent: { manifest in
            let missing = consent.missing(manifest)
            // Consented to, and overtaken before it is brought in.
            if missing.isEmpty, "\(manifest.version)" == "2.0.0", let overtake = overtaking.withLock({ $0.take() }) { await overtake() }
            return "\(manifest.version)" == "3.0.0" ? ["hashinsight.metrics/1"] : missing
        })
        await (try await world.host(placing: try await first(world))).plugins.close()
        let host = try await world.host(placing: try await second(world))
        #expect(host.plugins.held(world.id) != nil)
        let third = try await world.placed("3", more: Self.asking, migrations: [Self.create, Self.add, Self.drop], queries: Self.newer)
        overtaking.withLock {
            $0 = {
                _ = try? await host.follower.prepare(third, isFromFile: true) { RunnablePlugin(bundle: $0, operatorsLimits: [:]) }
            }
        }
        consent.give()
        await host.follower.turn()
        #expect(await host.follower.heldBack[world.id]?.newer.digest == third.digest)
        #expect(try await world.service.store.placed(world.id)?.version == "1.0.0")
        await host.plugins.close()
    }

    @Test("whose predecessor cannot be had any more says so, runs no migration, and serves once it is consented to") func alone()
        async throws
    {
        let consent = Consent()
        let world = try await world(consent)
        let old = try await first(world)
        await (try await world.host(placing: old)).plugins.close()
        await world.store.removeCopy(of: old.digest)

        let host = try await world.host(placing: try await second(world))
        #expect(try await applied(world) == ["1"])
        let told = trouble(host, world)
        for part in [
            "none of its migrations has run", "1.0.0, which served before, cannot serve meanwhile", "no whole copy", "plugins grant",
        ] {
            #expect(told.contains(part), "\(part): \(told)")
        }
        #expect(host.plugins.newestVersions.isEmpty)
        consent.give()
        await eventually {
            await host.follower.turn()
            return (try? await host.answers(world)) == ["2", "2", "2"]
        }
        #expect(try await applied(world) == ["1", "2", "3"])
        await host.plugins.close()
    }

    @Test("that cannot come beside the one before leaves it serving and says that a restart puts it in place") func unfit() async throws {
        let consent = Consent()
        let world = try await world(consent)
        await (try await world.host(placing: try await first(world))).plugins.close()
        // It narrows what the one before may write, and does not say so.
        let bundle = try await second(world, [Self.create, Self.add, "ALTER TABLE notes ALTER COLUMN body SET NOT NULL;"])
        let host = try await world.host(placing: bundle)
        consent.give()
        await eventually {
            await host.follower.turn()
            return trouble(host, world).contains("Restart the host to put it in place")
        }
        #expect(trouble(host, world).contains("cannot be brought in beside 1.0.0, which serves on"), "\(trouble(host, world))")
        #expect(try await host.answers(world) == ["1", "1", "1"])
        #expect(try await applied(world) == ["1", "2"], "what added is there, what did not fit is not")
        await host.plugins.close()
        let again = try await world.host(placing: bundle)
        #expect(try await again.answers(world) == ["2", "2", "2"])
        await again.plugins.close()
    }

    @Test("asks for nothing new: all its migrations run at the start, as ever") func asksForNothing() async throws {
        let world = try await world(Consent())
        await (try await world.host(placing: try await first(world))).plugins.close()
        let bundle = try await world.placed(
            "2", more: Self.table, migrations: [Self.create, Self.add, Self.drop], queries: Self.newer)
        let host = try await world.host(placing: bundle)
        #expect(try await host.answers(world) == ["2", "2", "2"])
        #expect(try await applied(world) == ["1", "2", "3"])
        await host.plugins.close()
    }

    @Test("waits beside what an upgrade brought, which it overrules; and nothing is upgraded from what waits") func afterUpgrade()
        async throws
    {
        let consent = Consent()
        let world = try await world(consent)
        let old = try await first(world)
        let host = try await world.host(placing: old)
        try await world.install(
            "3", more: Self.table, migrations: [Self.create, Self.add], queries: Self.newer, servesIfFirst: false)
        _ = try await world.service.upgrade(
            RolloutService.Request(plugin: world.id, version: "3.0.0", share: .all, configured: old), origin: .commandLine)
        try await host.follow(world, until: ["3", "3", "3"])
        await eventually {
            await host.follower.turn()
            return (try? await world.service.finish(plugin: world.id, origin: .commandLine))?.state == .done
        }
        await host.plugins.close()

        let bundle = try await world.placed(
            "4", more: Self.asking, migrations: [Self.create, Self.add, Self.drop], queries: Self.newer)
        let next = try await world.host(placing: bundle)
        #expect(try await next.answers(world) == ["3", "3", "3"])
        #expect(try await applied(world) == ["1", "2"])
        let error = await #expect(throws: RolloutError.self) {
            try await world.service.upgrade(
                RolloutService.Request(plugin: world.id, version: "3.0.0", share: .all, configured: bundle), origin: .commandLine)
        }
        #expect(error?.code == .conflict && error?.message.contains("waits for consent") == true, "\(String(describing: error))")
        consent.give()
        try await next.follow(world, until: ["4", "4", "4"])
        #expect(try await applied(world) == ["1", "2"])
        await next.plugins.close()
    }
}
