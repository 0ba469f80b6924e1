import Foundation
import Synchronization
import Testing

@testable import HostJobs

@Suite("A plugin with a limit within its tenant's slots", .serialized)
struct JobLimitTests {
    private func host(_ fixture: QueueFixture) async throws -> String {
        let host = UUID().uuidString
        try await fixture.queue.register(host: host, name: "h", leaseMilliseconds: 600_000)
        return host
    }

    private func greedy(_ fixture: QueueFixture, tenant: Int = 1) -> JobInstance {
        JobInstance(tenantKey: fixture.tenant(tenant), plugin: "greedy")
    }

    private func end(_ runs: [JobRun], _ host: String, _ fixture: QueueFixture, batch: Int = 1) async throws {
        _ = try await fixture.queue.settle(
            host: host, completions: runs.map { JobCompletion($0, .succeeded(summary: nil), spread: 0) },
            slots: Set(runs.map { SlotBook.SlotKey(tenantKey: $0.tenantKey, slot: $0.slot) }).map {
                ReleasedSlot(tenant: $0.tenantKey, slot: $0.slot, batch: batch)
            })
    }

    @Test("has no more of them over several hosts, while the tenant's other plugins and other tenants have theirs")
    func hosts() async throws {
        try await QueueFixture.with(tenants: 2, slots: 4) { fixture in
            let queue = fixture.queue
            try await queue.limit([greedy(fixture): 2])
            try await queue.enqueue((0..<50).map { _ in fixture.run(1, plugin: "greedy") })
            try await queue.enqueue((0..<10).map { _ in fixture.run(1) } + (0..<10).map { _ in fixture.run(2, plugin: "greedy") })
            var hosts: [String] = []
            for _ in 0..<3 { hosts.append(try await host(fixture)) }
            let claimed = try await withThrowingTaskGroup(of: [(String, JobRun)].self) { group in
                for host in hosts + hosts {
                    group.addTask { try await queue.claimWithinLimits(host: host, slots: 3).runs.map { (host, $0) } }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            let runs = claimed.map(\.1)
            #expect(runs.count { $0.tenantKey == fixture.tenant(1) && $0.plugin == "greedy" } == 2)
            #expect(runs.count { $0.tenantKey == fixture.tenant(1) && $0.plugin == "test" } == 2)
            #expect(runs.count { $0.tenantKey == fixture.tenant(2) } == 4, "the limit is one tenant's")
            #expect(Set(runs.map { "\($0.tenantKey)/\($0.slot)" }).count == 8, "each has a slot alone")
            // One of the two ends: one more may begin, on whichever host.
            let (owner, first) = try #require(claimed.first { $0.1.tenantKey == fixture.tenant(1) && $0.1.plugin == "greedy" })
            try await end([first], owner, fixture)
            let next = try await queue.claimWithinLimits(host: hosts[0], slots: 8)
            // The free slot goes to whose run is the oldest.
            #expect(next.runs.map(\.plugin) == ["greedy"])
            #expect(try await queue.claimWithinLimits(host: hosts[1], slots: 8).runs.isEmpty)
            #expect(next.heldBack == [greedy(fixture)])
        }
    }

    @Test("whose backlog is long and old hides nobody's run, and its runs stand in nobody's batch")
    func backlog() async throws {
        try await QueueFixture.with(tenants: 1, slots: 3) { fixture in
            let queue = fixture.queue
            try await queue.limit([greedy(fixture): 1])
            try await queue.enqueue((0..<5_000).map { _ in fixture.run(1, plugin: "greedy") })
            try await queue.enqueue((0..<30).map { _ in fixture.run(1) })
            _ = try await fixture.database.host.query("UPDATE app.job_slots SET batch = 10")
            let host = try await host(fixture)
            let runs = try await queue.claimWithinLimits(host: host, slots: 8).runs
            let bySlot = Dictionary(grouping: runs, by: \.slot).mapValues { $0.map(\.plugin) }
            #expect(bySlot.values.filter { $0.contains("greedy") } == [["greedy"]])
            #expect(bySlot.values.filter { !$0.contains("greedy") }.map(\.count) == [10, 10], "the others' batches are as they were")
            #expect(bySlot.count == 3)
            // Nothing but its own runs is left: still one at a time.
            try await end(runs, host, fixture, batch: 10)
            let rest = try await queue.claimWithinLimits(host: host, slots: 8).runs
            #expect(rest.count { $0.plugin == "greedy" } == 1 && rest.count { $0.plugin == "test" } == 10)
        }
    }

    @Test("shares the slots with another that has one, each in slots of its own")
    func two() async throws {
        try await QueueFixture.with(tenants: 1, slots: 4) { fixture in
            let queue = fixture.queue
            let other = JobInstance(tenantKey: fixture.tenant(1), plugin: "other")
            try await queue.limit([greedy(fixture): 2, other: 1])
            try await queue.enqueue((0..<9).map { fixture.run(1, plugin: $0 % 2 == 0 ? "greedy" : "other") })
            let host = try await host(fixture)
            let claim = try await queue.claimWithinLimits(host: host, slots: 8)
            #expect(claim.runs.map(\.plugin).sorted() == ["greedy", "greedy", "other"])
            #expect(Set(claim.runs.map(\.slot)).count == 3)
            #expect(claim.heldBack == [greedy(fixture), other])
            #expect(try await queue.claimWithinLimits(host: host, slots: 8, plugins: ["other"]).heldBack == [other])
        }
    }

    @Test("that comes, changes and goes with runs waiting and under way; a host that has not heard of it takes none")
    func changes() async throws {
        try await QueueFixture.with(tenants: 1, slots: 4) { fixture in
            let queue = fixture.queue
            try await queue.enqueue((0..<6).map { _ in fixture.run(1, plugin: "greedy") })
            let host = try await host(fixture)
            let early = try await queue.claim(host: host, slots: 1)
            #expect(early.count == 1)
            #expect(try await !queue.hasLimits())
            try await queue.limit([greedy(fixture): 1])
            #expect(try await queue.hasLimits())
            #expect(try await queue.claim(host: host, slots: 8).isEmpty)
            #expect(try await queue.claimWithinLimits(host: host, slots: 8).runs.isEmpty, "the one under way is its one")
            try await queue.limit([greedy(fixture): 2])
            #expect(try await queue.claimWithinLimits(host: host, slots: 8).runs.count == 1)
            try await queue.limit([:], leaving: [greedy(fixture)])
            #expect(try await queue.hasLimits(), "another host's to say")
            try await queue.limit([:])
            #expect(try await !queue.hasLimits())
            #expect(try await queue.claim(host: host, slots: 8).count == 2, "all of the tenant's slots again")
        }
    }

    @Test("that comes while runs go in has them all, and none that goes stays with it", arguments: [1, 2, 3] as [UInt64])
    func races(seed: UInt64) async throws {
        try await QueueFixture.with(tenants: 1, slots: 4) { fixture in
            let queue = fixture.queue
            let instance = greedy(fixture)
            var bits = seed
            for _ in 0..<12 {
                bits = bits &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                let isLimited = bits >> 33 & 1 == 0
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<6 { group.addTask { _ = try await queue.enqueue([fixture.run(1, plugin: "greedy")]) } }
                    group.addTask { try await queue.limit(isLimited ? [instance: 1] : [:]) }
                    try await group.waitForAll()
                }
                let wrong = try await fixture.database.host.query(
                    "SELECT count(*) FROM app.job_runs WHERE limited <> $1", .bool(isLimited))
                #expect(wrong.integer(row: 0, column: 0) == 0, "seed \(seed)")
            }
        }
    }

    @Test("is held to it by schedulers, which say once that its runs wait; the others' runs pass them")
    func schedulers() async throws {
        try await QueueFixture.with(tenants: 1, slots: 3) { fixture in
            let now = Mutex<(running: Int, most: Int)>((0, 0))
            let isOpen = Atomic<Bool>(false)
            let executors = (0..<2).map { _ in
                LimitedExecutor { run in
                    guard run.plugin == "greedy" else { return .succeeded(summary: nil) }
                    now.withLock { $0 = ($0.running + 1, max($0.most, $0.running + 1)) }
                    while !isOpen.load(ordering: .acquiring), !Task.isCancelled { try? await Task.sleep(for: .milliseconds(5)) }
                    now.withLock { $0.running -= 1 }
                    return .succeeded(summary: nil)
                }
            }
            let schedulers = executors.map { fixture.scheduler($0, leaseMilliseconds: 15_000) }
            let tasks = schedulers.map { scheduler in Task { await scheduler.run() } }
            try await schedulers[0].limit([greedy(fixture): 1])
            try await fixture.queue.enqueue((0..<40).map { _ in fixture.run(1, plugin: "greedy") })
            #expect(try await eventually { now.withLock(\.running) == 1 })
            try await fixture.queue.enqueue((0..<40).map { _ in fixture.run(1) })
            #expect(try await eventually { try await fixture.history().count == 40 }, "its own runs wait, the others' do not")
            #expect(try await eventually { executors.contains { !$0.told.isEmpty } })
            for executor in executors { #expect(executor.told.count <= 1 && executor.told.allSatisfy { $0 == greedy(fixture) }) }
            isOpen.store(true, ordering: .releasing)
            #expect(try await eventually { try await fixture.history().count == 80 })
            #expect(now.withLock(\.most) == 1)
            for task in tasks { task.cancel() }
            for task in tasks { await task.value }
        }
    }
}

/// Keeps what it is told of runs that wait.
private final class LimitedExecutor: JobExecutor {
    private let body: @Sendable (JobRun) async -> JobOutcome
    private let heard = Mutex<[JobInstance]>([])

    init(_ body: @escaping @Sendable (JobRun) async -> JobOutcome) { self.body = body }

    var told: [JobInstance] { heard.withLock(\.self) }

    func heldBack(_ instances: Set<JobInstance>) { heard.withLock { $0 += instances } }

    func execute(_ run: JobRun, deadlineNanos: UInt64) async -> JobOutcome { await body(run) }
}
