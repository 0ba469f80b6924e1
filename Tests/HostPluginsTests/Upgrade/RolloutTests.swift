import Foundation
import HostData
import HostTenancy
import PostgresClient
import Testing

@testable import HostPlugins

@Suite("An upgrade of an installed plugin", .timeLimit(.minutes(5)))
struct RolloutTests {
    private static let table = "tables: {notes: {}}\nservices: [hashinsight.db/1]\n"
    private static let create =
        "CREATE TABLE notes (tenant_id bigint NOT NULL DEFAULT app.current_tenant(), id bigint, PRIMARY KEY (tenant_id, id));"
    private static let add = "ALTER TABLE notes ADD COLUMN body text;"
    private static let drop = "-- contract: true\nALTER TABLE notes DROP COLUMN body;"

    @Test("goes to some, then to all, is finished, and a host that starts afterwards runs it") func walk() async throws {
        let world = try await UpgradeWorld.make()
        try await world.install("1")
        try await world.install("2")
        let host = try await world.host()
        #expect(try await host.answers(world) == ["1", "1", "1"])
        let begun = try await world.upgrade("2", .tenants(["alpha"]))
        #expect(begun.state == .running && begun.older.version == "1.0.0" && begun.newer.version == "2.0.0")
        try await host.follow(world, until: ["1", "2", "1"])
        let late = try await world.host("two")
        #expect(try await late.answers(world) == ["1", "2", "1"], "a host that starts in between runs both")
        await #expect(throws: RolloutError.self) { try await world.service.finish(plugin: world.id, origin: .commandLine) }
        let wider = try await world.upgrade("2")
        #expect(wider.number == begun.number && wider.revision > begun.revision)
        // One host has not followed: then it is not over.
        try await host.follow(world, until: ["2", "2", "2"])
        await #expect(throws: RolloutError.self) { try await world.service.finish(plugin: world.id, origin: .commandLine) }
        try await late.follow(world, until: ["2", "2", "2"])
        await eventually {
            await host.follower.turn()
            await late.follower.turn()
            return (try? await world.service.finish(plugin: world.id, origin: .commandLine))?.state == .done
        }
        #expect(try await world.store.serving().map(\.version) == ["2.0.0"])
        #expect(try await world.host("three").answers(world) == ["2", "2", "2"])
        let audited = try await world.texts("SELECT action FROM app.audit WHERE action LIKE 'plugin.upgrade%' ORDER BY sequence")
        #expect(audited == ["plugin.upgrade.begin", "plugin.upgrade", "plugin.upgrade", "plugin.upgrade.finish"])
        for part in [host, late] { await part.plugins.close() }
    }

    @Test("before any host has started: a dry run says what is missing, and the upgrade makes the old version's tables first") func early()
        async throws
    {
        let world = try await UpgradeWorld.make()
        let queries = ["ids": "SELECT id FROM notes"]
        try await world.install("1", more: Self.table, migrations: [Self.create], queries: queries)
        try await world.install("2", more: Self.table, migrations: [Self.create, Self.add], queries: queries)
        let error = await #expect(throws: RolloutError.self) {
            try await world.service.impact(world.request("2"), snapshot: world.snapshot)
        }
        #expect(error?.code == .conflict && error?.message.contains("no host has run") == true)
        #expect(try await world.upgrade("2", .tenants(["alpha"])).state == .running)
        let host = try await world.host()
        #expect(try await host.answers(world) == ["1", "2", "1"])
        await host.plugins.close()
    }

    @Test("A bundle that cannot be had just now is asked for again: nobody goes back for that, and everybody comes over once it can")
    func fetchedAgain() async throws {
        let world = try await UpgradeWorld.make()
        try await world.install("1")
        try await world.install("2")
        let host = try await world.host()
        _ = try await world.upgrade("2")
        // As while a database is away that has answered the question before.
        _ = try await world.database.host.query(Statement("ALTER TABLE app.bundle_files RENAME TO bundle_files_away"))
        for _ in 0..<3 { await host.follower.turn() }
        #expect(try await host.answers(world) == ["1", "1", "1"])
        let told = try await world.service.store.hosts(of: world.id)
        #expect(told.count == 1 && told[0].note?.contains("2.0.0 cannot be loaded") == true, "\(told)")
        #expect(try await world.service.store.rollout(of: world.id)?.state == .running)
        _ = try await world.database.host.query(Statement("ALTER TABLE app.bundle_files_away RENAME TO bundle_files"))
        try await host.follow(world, until: ["2", "2", "2"])
        await host.follower.turn()
        #expect(try await world.service.store.hosts(of: world.id).allSatisfy { $0.note == nil })
        await host.plugins.close()
    }

    @Test("While an upgrade is being finished nobody goes back, and a finish that looked at another share is refused") func finishing()
        async throws
    {
        let world = try await UpgradeWorld.make()
        try await world.install("1")
        try await world.install("2")
        let host = try await world.host()
        let store = world.service.store
        let some = try await world.upgrade("2", .tenants(["alpha"]))
        let all = try await world.upgrade("2")
        await #expect(throws: RolloutError.self) { try await store.noteContraction(of: some, origin: .commandLine) }
        let newer = try await world.service.versions(world.request("2")).newer
        // As a finish holds it that is at work.
        try await world.database.host.withSession { session in
            try await world.service.schema(of: newer).locked(session) {
                let noted = try await store.noteContraction(of: all, origin: .commandLine)
                #expect(noted.isContracted)
                // Whoever looked before it began decides anew.
                await #expect(throws: RolloutError.self) { try await store.end(all, as: .rolledBack, reason: nil, origin: .commandLine) }
                await #expect(throws: RolloutError.self) { try await world.upgrade("2", .tenants(["beta"])) }
                let error = await #expect(throws: RolloutError.self) {
                    try await world.service.rollBack(plugin: world.id, reason: "", origin: .commandLine)
                }
                #expect(error?.code == .conflict && error?.message.contains("try again in a while") == true, "\(String(describing: error))")
                let standing = try await store.rollout(of: world.id)
                #expect(standing == noted)
            }
        }
        let rolledBack = try await world.service.rollBack(plugin: world.id, reason: "", origin: .commandLine)
        #expect(rolledBack.state == .rolledBack && !rolledBack.isContracted)
        await host.plugins.close()
    }

    @Test(
        "A finish that ended before its first contract migration has taken nothing away: another share, the way back and another finish are open; once one has run they are not"
    )
    func interruptedFinish() async throws {
        let world = try await UpgradeWorld.make()
        let bodies = ["bodies": "SELECT body FROM notes"]
        try await world.install("1", more: Self.table, migrations: [Self.create, Self.add], queries: bodies)
        try await world.install(
            "2", more: Self.table, migrations: [Self.create, Self.add, Self.drop], queries: ["ids": "SELECT id FROM notes"])
        let host = try await world.host()
        let store = world.service.store
        func noted() async throws { _ = try await store.noteContraction(of: try await world.upgrade("2"), origin: .commandLine) }

        try await noted()
        #expect(try await world.service.overview(of: world.id, configured: nil)?.rollout?.isContracted == false, "nobody is told otherwise")
        let narrower = try await world.upgrade("2", .tenants(["alpha"]))
        #expect(!narrower.isContracted && narrower.share == .tenants(["alpha"]))
        try await noted()
        let back = try await world.service.rollBack(plugin: world.id, reason: "no", origin: .commandLine)
        #expect(back.state == .rolledBack && !back.isContracted)
        try await host.follow(world, until: ["1", "1", "1"])

        _ = try await world.upgrade("2")
        try await host.follow(world, until: ["2", "2", "2"])
        var failure: RolloutError?
        await eventually {
            await host.follower.turn()
            do {
                _ = try await world.service.finish(
                    plugin: world.id, limit: MigrationLimit(milliseconds: 0), origin: .commandLine)
            } catch { failure = error as? RolloutError }
            return failure?.code == .migrationFailed
        }
        #expect(try await store.rollout(of: world.id)?.isContracted == false, "\(String(describing: failure))")

        try await noted()
        await eventually {
            await host.follower.turn()
            return (try? await world.service.finish(plugin: world.id, origin: .commandLine))?.state == .done
        }
        let late = await #expect(throws: RolloutError.self) {
            try await world.service.rollBack(plugin: world.id, reason: "too late", origin: .commandLine)
        }
        #expect(late?.message.contains("have run and took away") == true, "\(String(describing: late))")
        await host.plugins.close()
    }

    @Test("under load, and back again on command: of thousands of calls none fails") func load() async throws {
        let world = try await UpgradeWorld.make()
        try await world.install("1")
        try await world.install("2")
        let host = try await world.host()
        let stop = StopSign()
        let seen = Answers()
        try await withThrowingTaskGroup(of: Int.self) { group in
            for tenant in world.snapshot.tenants {
                group.addTask {
                    var count = 0
                    while !stop.isUp || count < 2_000 {
                        seen.note(try await host.plugins.ask(world.id, tenant.key.rawValue))
                        count += 1
                        // An inline call never suspends: without this the loops would take turns with nobody.
                        await Task.yield()
                    }
                    return count
                }
            }
            for _ in 0..<5 {
                _ = try await world.upgrade("2")
                try await host.follow(world, until: ["2", "2", "2"])
                _ = try await world.service.rollBack(plugin: world.id, reason: "because", origin: .commandLine)
                try await host.follow(world, until: ["1", "1", "1"])
            }
            stop.raise()
            var total = 0
            for try await count in group { total += count }
            #expect(total >= 6_000)
        }
        #expect(Set(seen.counts.keys) == ["1", "2"])
        let rollout = try #require(try await world.service.store.rollout(of: world.id))
        #expect(rollout.state == .rolledBack && rollout.reason == "because" && rollout.number == 5)
        await host.plugins.close()
    }

    @Test("by percent: of many tenants just that share is moved on a running host, families together, nobody back when it widens")
    func partial() async throws {
        let families = UInt32(40)
        let world = try await UpgradeWorld.make(tenants: { Self.families($0, families) })
        try await world.install("1")
        try await world.install("2")
        let host = try await world.host()
        let tenants = world.snapshot.tenants
        let stop = StopSign()
        let asked = Answers()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                // Of the calls that go on meanwhile, none may fail: `ask` throws.
                while !stop.isUp, !Task.isCancelled {
                    for tenant in tenants { asked.note(try await host.plugins.ask(world.id, tenant.key.rawValue)) }
                    await Task.yield()
                }
            }
            var before: Set<String> = []
            for percent in [0, 30, 60, 100] {
                let share = RolloutShare.percent(percent)
                let rollout = try await world.upgrade("2", share)
                let expected = tenants.map { share.includes($0, rollout: rollout.number) ? "2" : "1" }
                try await host.follow(world, until: expected)
                // Once more: what was followed stays so, turn by turn.
                for _ in 0..<3 { await host.follower.turn() }
                let answers = try await host.answers(world)
                #expect(answers == expected)
                let moved = Set(zip(tenants, answers).filter { $0.1 == "2" }.map(\.0.id))
                #expect(before.isSubset(of: moved), "nobody goes back when the share widens")
                let providers = Set(tenants.filter { $0.kind == .provider && moved.contains($0.id) }.map(\.id))
                #expect(moved == providers.union(providers.map { $0 + "c1" }), "a provider and its client move together")
                #expect(
                    tenants.allSatisfy { host.plugins.version(of: world.id, tenant: $0.id) == (moved.contains($0.id) ? "2.0.0" : "1.0.0") })
                switch percent {
                case 0: #expect(moved.isEmpty)
                case 100: #expect(moved.count == tenants.count)
                // Whatever the number mixes: of forty families by 30 and 60 percent neither none nor all.
                default: #expect(!moved.isEmpty && moved.count < tenants.count, "\(providers.count) of \(families) by \(percent) %")
                }
                before = moved
            }
            stop.raise()
            try await group.waitForAll()
        }
        #expect(Set(asked.counts.keys).isSubset(of: ["1", "2"]) && asked.counts["1"] != nil)
        await host.plugins.close()
    }

    /// Providers with a client each, all with the plugin.
    private static func families(_ plugin: String, _ count: UInt32) -> DirectorySnapshot {
        let tenants = (1...count).flatMap { number in
            [
                Tenant(
                    id: "p\(number)", key: TenantKey(provider: number), kind: .provider, name: "", parentId: nil, slots: 1, isEnabled: true),
                Tenant(
                    id: "p\(number)c1", key: TenantKey(provider: number, client: 1), kind: .client, name: "", parentId: "p\(number)",
                    slots: 1, isEnabled: true),
            ]
        }
        return DirectorySnapshot(
            generation: 1, tenants: tenants,
            instances: tenants.map { HostTenancy.PluginInstance(tenantId: $0.id, plugin: plugin, isEnabled: true) })
    }

    @Test("A version that fails half of its calls goes back by itself, and everybody learns why") func faulty() async throws {
        let world = try await UpgradeWorld.make()
        try await world.install("1")
        try await world.install("2", macros: ["FAULTY"])
        let host = try await world.host()
        _ = try await world.upgrade("2", .tenants(["alpha"]))
        let alpha = SideBySideTests.alpha.key.rawValue
        while host.plugins.version(of: world.id, tenant: "alpha") != "2.0.0" {
            await host.follower.turn()
            try await Task.sleep(nanoseconds: 1_000_000)
        }
        await host.follower.turn()
        for _ in 0..<40 { _ = try? await host.plugins.ask(world.id, alpha) }
        let rollout = try await host.follow(world, until: .rolledBack)
        #expect(rollout.reason?.contains("of 40 calls failed") == true, "\(rollout.reason ?? "")")
        #expect(rollout.changedBy == "host one")
        // Until this host has gone back too, the faulty version still answers.
        while (try? await host.answers(world)) != ["1", "1", "1"] {
            await host.follower.turn()
            try await Task.sleep(nanoseconds: 1_000_000)
        }
        #expect(try await world.texts("SELECT count(*)::text FROM app.audit WHERE action = 'plugin.rollback'") == ["1"])
        await host.plugins.close()
    }

    @Test("A version whose instances cannot be made goes back by itself, and nobody notices") func refused() async throws {
        let world = try await UpgradeWorld.make()
        try await world.install("1")
        try await world.install("2", macros: ["REFUSE"])
        let host = try await world.host()
        _ = try await world.upgrade("2")
        let rollout = try await host.follow(world, until: .rolledBack)
        #expect(rollout.reason?.contains("not on this host") == true, "\(rollout.reason ?? "")")
        #expect(try await host.answers(world) == ["1", "1", "1"])
        await host.plugins.close()
    }

    @Test("A version that waits for a secret goes back for nobody: the old one serves, and the hosts say for what the new one waits")
    func waiting() async throws {
        let world = try await UpgradeWorld.make()
        try await world.install("1")
        try await world.install(
            "2",
            more: "services: [hashinsight.secrets/1]\nsecrets: {api_key: {description: of the account, required: true, scope: tenant}}\n")
        let host = try await world.host()
        let begun = try await world.upgrade("2")
        // Longer than it takes to fail twice, which sends a version back.
        let end = ContinuousClock.now + .seconds(4)
        while ContinuousClock.now < end {
            await host.follower.turn()
            try await Task.sleep(for: .milliseconds(100))
        }
        let store = world.service.store
        let rollout = try #require(try await store.rollout(of: world.id))
        #expect(rollout.state == .running && rollout.revision == begun.revision, "\(rollout.summary)")
        #expect(try await host.answers(world) == ["1", "1", "1"])
        let hosts = try await store.hosts(of: world.id)
        #expect(hosts.map(\.waiting) == [3] && hosts[0].note?.contains("waiting for secret api_key") == true, "\(hosts)")
        let progress = RolloutProgress(of: begun, now: rollout, hosts: hosts, silent: try await store.silentHosts(of: world.id))
        guard case .underWay(let reasons, isHindered: true) = progress else {
            Issue.record("\(progress)")
            return
        }
        #expect(reasons.count == 1 && reasons[0].contains("on the host one 3 tenants are still to come: "), "\(reasons)")
        #expect(reasons[0].contains("hashinsight secrets set \(world.id) api_key --tenant "), "\(reasons)")
        await #expect(throws: RolloutError.self) { try await world.service.finish(plugin: world.id, origin: .commandLine) }
        await host.plugins.close()
    }

    @Test("An upgrade whose command ended before its migrations ran is taken up with them") func interrupted() async throws {
        let world = try await UpgradeWorld.make()
        try await world.install("1", more: Self.table, migrations: [Self.create], queries: ["ids": "SELECT id FROM notes"])
        try await world.install(
            "2", more: Self.table, migrations: [Self.create, Self.add],
            queries: ["ids": "SELECT id FROM notes", "bodies": "SELECT body FROM notes"])
        let host = try await world.host()
        let versions = try await world.service.versions(world.request("2"))
        func version(_ bundle: PluginBundle) -> Rollout.Version {
            Rollout.Version(version: "\(bundle.manifest.version)", digest: bundle.digest)
        }
        _ = try await world.service.store.begin(
            plugin: world.id, base: versions.base, older: version(versions.older), newer: version(versions.newer), origin: .commandLine)
        let ran = "SELECT number::text FROM app.plugin_migrations WHERE plugin = '\(world.id)' ORDER BY number"
        #expect(try await world.texts(ran) == ["1"])
        _ = try await world.upgrade("2")
        #expect(try await world.texts(ran) == ["1", "2"])
        try await host.follow(world, until: ["2", "2", "2"])
        await host.plugins.close()
    }

    @Test("Migrations: the dry run changes nothing, both versions live on the expanded tables, contract ones wait for the end")
    func migrations() async throws {
        let world = try await UpgradeWorld.make()
        try await world.install("1", more: Self.table, migrations: [Self.create], queries: ["ids": "SELECT id FROM notes"])
        try await world.install(
            "2", more: Self.table, migrations: [Self.create, Self.add],
            queries: ["ids": "SELECT id FROM notes", "bodies": "SELECT body FROM notes"])
        try await world.install(
            "3", more: Self.table, migrations: [Self.create, Self.add, Self.drop], queries: ["ids": "SELECT id FROM notes"])
        let host = try await world.host()
        let impact = try await world.service.impact(world.request("2", .tenants(["north"])), snapshot: world.snapshot)
        #expect(impact.tenants == ["north", "alpha"])
        #expect(impact.statements.added == ["bodies"] && impact.statements.removed == [])
        #expect(impact.routes.added.count == 1 && impact.routes.removed.count == 1)
        #expect(impact.migrations.map(\.name) == ["0002_step"])
        let ran = "SELECT number::text FROM app.plugin_migrations WHERE plugin = '\(world.id)' ORDER BY number"
        #expect(try await world.texts(ran) == ["1"])
        #expect(try await world.service.store.rollout(of: world.id) == nil)

        _ = try await world.upgrade("2")
        #expect(try await world.texts(ran) == ["1", "2"])
        try await host.follow(world, until: ["2", "2", "2"])
        _ = try await world.service.rollBack(plugin: world.id, reason: "no", origin: .commandLine)
        try await host.follow(world, until: ["1", "1", "1"])
        #expect(try await world.texts(ran) == ["1", "2"], "never backwards")
        #expect(
            try await world.host("again").answers(world) == ["1", "1", "1"], "a host starts on the older version with the newer tables")

        _ = try await world.upgrade("2")
        try await host.follow(world, until: ["2", "2", "2"])
        await eventually {
            await host.follower.turn()
            return (try? await world.service.finish(plugin: world.id, origin: .commandLine)) != nil
        }
        // 3 takes away what 2 reads: beside 2 nothing runs, in the end it does, and then there is no way back.
        let third = try await world.service.impact(world.request("3"), snapshot: world.snapshot)
        #expect(third.migrations.map(\.isContract) == [true] && third.statements.removed == ["bodies"])
        _ = try await world.upgrade("3")
        try await host.follow(world, until: ["3", "3", "3"])
        #expect(try await world.texts(ran) == ["1", "2"])
        await eventually {
            await host.follower.turn()
            return (try? await world.service.finish(plugin: world.id, origin: .commandLine)) != nil
        }
        #expect(try await world.texts(ran) == ["1", "2", "3"])
        await #expect(throws: RolloutError.self) {
            try await world.service.rollBack(plugin: world.id, reason: "too late", origin: .commandLine)
        }
        #expect(try await world.host("after").answers(world) == ["3", "3", "3"])
        await host.plugins.close()
    }

    @Test("What does not fit is refused before anything changes, with words that say what to do") func refusals() async throws {
        let world = try await UpgradeWorld.make(missingConsent: { "\($0.version)" == "4.0.0" ? ["hashinsight.device/1"] : [] })
        try await world.install("1", more: Self.table, migrations: [Self.create], queries: ["ids": "SELECT id FROM notes"])
        try await world.install("2", more: Self.table, migrations: [Self.create], queries: ["gone": "SELECT nothing FROM notes"])
        try await world.install("3", more: Self.table, migrations: [Self.create], queries: ["ids": "SELECT id FROM notes"])
        try await world.install("4", more: Self.table, migrations: [Self.create], queries: ["ids": "SELECT id FROM notes"])
        let host = try await world.host()
        func code(_ body: () async throws -> Void) async -> RolloutError.Code? {
            do {
                try await body()
                return nil
            } catch { return (error as? RolloutError)?.code }
        }
        #expect(await code { _ = try await world.upgrade("9") } == .unknownVersion)
        #expect(await code { _ = try await world.upgrade("1") } == .conflict)
        #expect(await code { _ = try await world.upgrade("4") } == .waitsForConsent)
        let error = await #expect(throws: SchemaError.self) { _ = try await world.upgrade("2") }
        #expect(error?.description.contains("queries/gone.sql") == true)
        #expect(await code { _ = try await world.service.rollBack(plugin: world.id, reason: "", origin: .commandLine) } == .conflict)
        #expect(try await world.service.store.rollout(of: world.id) == nil)
        _ = try await world.upgrade("3", .percent(0))
        #expect(await code { _ = try await world.upgrade("2") } == .conflict, "one at a time")
        #expect(try await host.answers(world) == ["1", "1", "1"])
        await #expect(throws: (any Error).self, "part of an upgrade") {
            _ = try await world.store.remove(plugin: world.id, version: "3.0.0", origin: .commandLine)
        }
        await host.plugins.close()
    }

    @Test("A rollout to everybody that needs nothing more is finished by itself after a while") func finishesItself() async throws {
        let world = try await UpgradeWorld.make()
        try await world.install("1")
        try await world.install("2")
        let host = try await world.host(finishAfterSeconds: 0)
        _ = try await world.upgrade("2")
        let rollout = try await host.follow(world, until: .done)
        #expect(rollout.changedBy == "host one")
        #expect(try await host.answers(world) == ["2", "2", "2"])
        await host.plugins.close()
    }
}
