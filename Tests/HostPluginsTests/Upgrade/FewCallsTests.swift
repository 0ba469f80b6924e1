import HostJobs
import Testing

@testable import HostPlugins

@Suite("An upgrade of a plugin that is seldom called", .timeLimit(.minutes(5)))
struct FewCallsTests {
    private static let alpha = SideBySideTests.alpha.key.rawValue

    /// An upgrade from version 1, for alpha alone.
    private func begun(_ macro: String, hosts names: [String], finishAfterSeconds: Double = 1e9) async throws -> (
        world: UpgradeWorld, hosts: [UpgradeWorld.Host]
    ) {
        let world = try await UpgradeWorld.make()
        try await world.install("1")
        try await world.install("2", macros: [macro])
        var hosts: [UpgradeWorld.Host] = []
        for name in names { hosts.append(try await world.host(name, finishAfterSeconds: finishAfterSeconds)) }
        _ = try await world.upgrade("2", .tenants(["alpha"]))
        for host in hosts {
            while host.plugins.version(of: world.id, tenant: "alpha") != "2.0.0" {
                await host.follower.turn()
                try await Task.sleep(for: .milliseconds(1))
            }
        }
        return (world, hosts)
    }

    private func state(_ world: UpgradeWorld) async throws -> Rollout.State? { try await world.service.store.rollout(of: world.id)?.state }

    @Test("A few failing calls send a version back, in sum over the hosts, one of which has ended since") func sum() async throws {
        let (world, hosts) = try await begun("BROKEN", hosts: ["one", "two"])
        for _ in 0..<2 { _ = try? await hosts[0].plugins.ask(world.id, Self.alpha) }
        for host in hosts { await host.follower.turn() }
        #expect(try await state(world) == .running, "two calls are too few")
        await hosts[0].plugins.close()
        try await world.service.store.forget(host: "one")
        _ = try? await hosts[1].plugins.ask(world.id, Self.alpha)
        let rollout = try await hosts[1].follow(world, until: .rolledBack)
        #expect(rollout.reason?.contains("3 of 3 calls and jobs failed since the upgrade began") == true, "\(rollout.reason ?? "")")
        #expect(rollout.changedBy == "host two")
        await hosts[1].plugins.close()
    }

    @Test("Failed job runs send a version back, whatever they say has failed them") func jobs() async throws {
        let (world, hosts) = try await begun("BROKEN", hosts: ["one"])
        let instance = try #require(hosts[0].plugins.routes.instance(tenantKey: Self.alpha, plugin: world.id))
        for attempt in 1...3 {
            let job = PluginJob(name: "work", runId: "r\(attempt)", attempt: attempt, dueAtMicros: 0, fence: 1)
            let outcome = await instance.run(job, deadlineNanos: .max / 2)
            guard case .failed = outcome else {
                Issue.record("\(outcome)")
                return
            }
        }
        let rollout = try await hosts[0].follow(world, until: .rolledBack)
        #expect(rollout.reason?.contains("3 of 3 calls and jobs failed") == true, "\(rollout.reason ?? "")")
        await hosts[0].plugins.close()
    }

    @Test("An upgrade with a fault that nothing explains does not finish by itself, says why, and can be finished by hand") func held()
        async throws
    {
        let (world, hosts) = try await begun("FAULTY", hosts: ["one"], finishAfterSeconds: 0)
        for _ in 0..<3 { _ = try? await hosts[0].plugins.ask(world.id, Self.alpha) }
        _ = try await world.upgrade("2")
        func isEverywhere() -> Bool {
            ["north", "alpha", "gamma"].allSatisfy { hosts[0].plugins.version(of: world.id, tenant: $0) == "2.0.0" }
        }
        while !isEverywhere() {
            await hosts[0].follower.turn()
            try await Task.sleep(for: .milliseconds(1))
        }
        // Without the fault the first of these would finish it, as the test of that says.
        for _ in 0..<20 { await hosts[0].follower.turn() }
        #expect(try await state(world) == .running)
        let overview = try #require(try await world.service.overview(of: world.id, configured: nil))
        #expect(overview.tally.newer == VersionCounts(calls: 3, faults: 1), "\(overview.tally)")
        #expect(overview.obstacle?.hasPrefix("1 of 3 calls and jobs failed") == true, "\(overview.obstacle ?? "none")")
        await eventually {
            await hosts[0].follower.turn()
            return (try? await world.service.finish(plugin: world.id, origin: .commandLine))?.state == .done
        }
        await hosts[0].plugins.close()
    }

    @Test("What was counted is the rollout's own: the next one begins with nothing") func anew() async throws {
        let (world, hosts) = try await begun("FAULTY", hosts: ["one"])
        for _ in 0..<3 { _ = try? await hosts[0].plugins.ask(world.id, Self.alpha) }
        await hosts[0].follower.turn()
        _ = try await world.service.rollBack(plugin: world.id, reason: "no", origin: .commandLine)
        await hosts[0].follower.turn()
        let second = try await world.upgrade("2", .tenants(["alpha"]))
        for _ in 0..<3 { await hosts[0].follower.turn() }
        let tally = try await world.service.store.tally(of: second)
        #expect(tally.newer == VersionCounts() && tally.older == VersionCounts(), "\(tally)")
        await hosts[0].plugins.close()
    }
}
