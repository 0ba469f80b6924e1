import EventLoop
import Foundation
import HostData
import HostEgress
import HostTenancy
import Logging
import PostgresClient
import Synchronization
import Testing

@testable import HostJobs
@testable import HostPlugins

@Suite("Two versions serve side by side", .timeLimit(.minutes(3)))
struct SideBySideTests {
    static let north = Tenant(
        id: "north", key: TenantKey(provider: 1), kind: .provider, name: "", parentId: nil, slots: 2, isEnabled: true)
    static let alpha = Tenant(
        id: "alpha", key: TenantKey(provider: 1, client: 1), kind: .client, name: "", parentId: "north", slots: 2, isEnabled: true)
    static let gamma = Tenant(
        id: "gamma", key: TenantKey(provider: 2, client: 1), kind: .client, name: "", parentId: "south", slots: 2, isEnabled: true)

    static func snapshot(_ id: String) -> DirectorySnapshot {
        DirectorySnapshot(
            generation: 1, tenants: [north, alpha, gamma],
            instances: ["north", "alpha", "gamma"].map { HostTenancy.PluginInstance(tenantId: $0, plugin: id, isEnabled: true) })
    }

    private func host(_ versions: [(String, [String])] = [("1", []), ("2", [])]) async throws -> PluginHost {
        let host = try TestPlugin.host()
        for version in versions { await host.load([try UpgradePlugin.runnable("side", version: version.0, version.1)]) }
        await host.apply(Self.snapshot("side"))
        return host
    }

    private func choice(_ share: RolloutShare, of version: String = "2", _ macros: String = "") -> [String: VersionChoice] {
        [
            "side": VersionChoice(
                base: "digest-1-", newer: VersionChoice.Newer(digest: "digest-\(version)-\(macros)", share: share, rollout: 1))
        ]
    }

    private func settle(_ host: PluginHost, _ choices: [String: VersionChoice]) async {
        for task in host.choose(choices) { await task.value }
    }

    private func answers(_ host: PluginHost) async throws -> [String] {
        var answers: [String] = []
        for tenant in [Self.north, Self.alpha, Self.gamma] { answers.append(try await host.ask("side", tenant.key.rawValue)) }
        return answers
    }

    @Test("Each tenant is answered by its version, with that version's routes; a second version alone changes nothing") func answered()
        async throws
    {
        let host = try await host()
        #expect(try await answers(host) == ["1", "1", "1"])
        await settle(host, choice(.tenants(["alpha"])))
        #expect(try await answers(host) == ["1", "2", "1"])
        func isFound(_ path: String, _ tenant: Tenant) -> Bool {
            if case .found = host.routes.match(method: "GET", path: path, tenantKey: tenant.key.rawValue) { true } else { false }
        }
        #expect(isFound("/api/v1/side/only-2", Self.alpha) && !isFound("/api/v1/side/only-1", Self.alpha))
        #expect(isFound("/api/v1/side/only-1", Self.gamma) && !isFound("/api/v1/side/only-2", Self.gamma))
        #expect(host.version(of: "side", tenant: "alpha") == "2.0.0")
        #expect(host.version(of: "side", tenant: "gamma") == "1.0.0")
        await settle(host, choice(.tenants(["north"])))
        #expect(try await answers(host) == ["2", "2", "1"])
        await settle(host, ["side": VersionChoice(base: "digest-1-")])
        #expect(try await answers(host) == ["1", "1", "1"])
        await host.close()
    }

    @Test("Of many thousand calls none fails while everybody is upgraded and brought back again and again") func load() async throws {
        let host = try await host()
        let stop = StopSign()
        let seen = Answers()
        try await withThrowingTaskGroup(of: Int.self) { group in
            for tenant in [Self.north, Self.alpha, Self.gamma, Self.alpha] {
                group.addTask {
                    var count = 0
                    while !stop.isUp || count < 2_000 {
                        let answer = try await host.ask("side", tenant.key.rawValue)
                        seen.note(answer)
                        count += 1
                        // An inline call never suspends: without this the loops would take turns with nobody.
                        await Task.yield()
                    }
                    return count
                }
            }
            for round in 0..<40 {
                await settle(host, round.isMultiple(of: 2) ? choice(.all) : ["side": VersionChoice(base: "digest-1-")])
            }
            stop.raise()
            var total = 0
            for try await count in group { total += count }
            #expect(total >= 8_000)
        }
        #expect(Set(seen.counts.keys) == ["1", "2"], "\(seen.counts)")
        await host.close()
        #expect(host.state.withLock { $0.draining.isEmpty })
    }

    @Test("A call and a job that were begun on the old version end on it, however long after the upgrade") func underWay() async throws {
        let host = try await host()
        let signal = UpgradePlugin.signal()
        let key = Self.alpha.key.rawValue
        let before = try #require(host.routes.instance(tenantKey: key, plugin: "side"))
        let call = Task { try await host.ask("side", key, body: Array(signal.path.utf8)) }
        let job = Task { await run("work", Self.alpha, on: host, arguments: "[\"\(signal.path)\"]") }
        await eventually { before.calls.count == 2 }
        await settle(host, choice(.all))
        #expect(try await host.ask("side", key) == "2")
        #expect(await run("work", Self.alpha, on: host) == .succeeded(summary: "{\"version\":2}"))
        // The other tenants' old instances end, this one waits.
        await eventually { host.standing(of: "side", digest: "digest-1-").ending == 1 }
        #expect(before.calls.count == 2, "what is under way is left alone")
        try Data().write(to: signal)
        #expect(try await call.value == "1")
        #expect(await job.value == .succeeded(summary: "{\"version\":1}"))
        await eventually { host.standing(of: "side", digest: "digest-1-").ending == 0 }
        await host.close()
    }

    @Test("A run whose job only the other version knows goes back to the queue; once no version in force knows it, it is cancelled")
    func otherVersionsJob() async throws {
        let host = try await host()
        #expect(await run("only_2", Self.alpha, on: host) == .cancelled(reason: "side 1.0.0 has no job only_2"))
        await settle(host, choice(.tenants(["alpha"])))
        #expect(await run("only_2", Self.alpha, on: host) == .succeeded(summary: "{\"version\":2}"))
        #expect(await run("only_1", Self.gamma, on: host) == .succeeded(summary: "{\"version\":1}"))
        let early = JobOutcome.notHere(reason: "this tenant is on side 1.0.0, which has no job only_2")
        #expect(await run("only_2", Self.gamma, on: host) == early, "its tenant may be on 2.0.0 on another host already")
        let late = JobOutcome.notHere(reason: "this tenant is on side 2.0.0, which has no job only_1")
        #expect(await run("only_1", Self.alpha, on: host) == late)
        await settle(host, ["side": VersionChoice(base: "digest-2-")])
        #expect(await run("only_1", Self.gamma, on: host) == .cancelled(reason: "side 2.0.0 has no job only_1"))
        #expect(await run("gone", Self.gamma, on: host) == .cancelled(reason: "side 2.0.0 has no job gone"))
        await host.close()
    }

    private func run(_ job: String, _ tenant: Tenant, on host: PluginHost, arguments: String? = nil) async -> JobOutcome {
        let run = JobRun(
            id: 1, tenantKey: tenant.key.rawValue, slot: 1, plugin: "side", job: job, arguments: arguments, attempt: 1,
            retry: RetryPolicy(), deadlineMilliseconds: 60_000, dueAtMicros: 0, fence: 1)
        return await host.execute(run, deadlineNanos: monotonicNanos() + 60_000_000_000)
    }

    @Test("A call that was routed before its instance was replaced is answered by it") func routedBefore() async throws {
        let host = try await host()
        let key = Self.alpha.key.rawValue
        var (match, hold) = host.match(method: "POST", path: "/api/v1/side/version", tenantKey: key)
        guard case .found(let target) = match else { throw PluginCallError(.notFound, "no route") }
        await settle(host, choice(.all))
        await eventually { target.instance.calls.isClosed }
        let request = PluginHTTPRequest(
            route: "version", method: "POST", path: "/", body: [], requestId: "r", tenantId: "t", tenantKind: "client", role: "owner")
        #expect(try await target.instance.handle(request, hold: hold).text == "1")
        hold = nil
        _ = match
        await #expect(throws: PluginCallError.self) { try await target.instance.handle(request) }
        #expect(target.instance.hold() == nil)
        await eventually { host.standing(of: "side", digest: "digest-1-").ending == 0 }
        await host.close()
    }

    @Test("A version that cannot be made, or loaded, costs nobody a call") func broken() async throws {
        let host = try await host([("1", []), ("3", ["REFUSE"]), ("4", ["WRONG_MAGIC"])])
        await settle(host, choice(.all, of: "3", "REFUSE"))
        #expect(try await answers(host) == ["1", "1", "1"])
        let standing = host.standing(of: "side", digest: "digest-3-REFUSE")
        #expect(standing.failures >= 1 && standing.serving == 0 && standing.reason?.contains("not on this host") == true)
        #expect(host.loadFailure(digest: "digest-4-WRONG_MAGIC")?.field == "magic")
        #expect(host.loadFailures.isEmpty, "the plugin itself goes on")
        await settle(host, choice(.all, of: "4", "WRONG_MAGIC"))
        #expect(try await answers(host) == ["1", "1", "1"])
        await settle(host, ["side": VersionChoice(base: "digest-1-")])
        #expect(host.trouble(tenant: "alpha", plugin: "side") == nil, "the attempt at the other version is given up")
        await host.close()
    }

    @Test("Faults of a version are counted for it, a caller's own mistakes are not") func counted() async throws {
        let host = try await host([("1", []), ("2", ["FAULTY"])])
        await settle(host, choice(.tenants(["alpha"]), of: "2", "FAULTY"))
        for _ in 0..<10 {
            _ = try? await host.ask("side", Self.alpha.key.rawValue)
            _ = try await host.ask("side", Self.gamma.key.rawValue)
        }
        let newer = host.standing(of: "side", digest: "digest-2-FAULTY")
        #expect(newer.calls == 10 && newer.faults == 5)
        #expect(host.standing(of: "side", digest: "digest-1-").faults == 0)
        await host.close()
    }
}
