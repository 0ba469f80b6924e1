import Foundation
import Testing

@testable import HostJobs

@Suite("The queue in PostgreSQL")
struct JobQueueTests {
    @Test("a claim gives each tenant its free slots, whoever floods")
    func turns() async throws {
        try await QueueFixture.with(tenants: 3, slots: 2) { fixture in
            let queue = fixture.queue
            try await queue.enqueue((0..<500).map { _ in fixture.run(1) })
            try await queue.enqueue([fixture.run(2), fixture.run(3)])
            let host = UUID().uuidString
            try await queue.register(host: host, name: "a", leaseMilliseconds: 60_000)
            let runs = try await queue.claim(host: host, slots: 64)
            #expect(
                Dictionary(grouping: runs, by: \.tenantKey).mapValues(\.count) == [
                    fixture.tenant(1): 2, fixture.tenant(2): 1, fixture.tenant(3): 1,
                ])
            #expect(try await queue.claim(host: host, slots: 64).isEmpty, "every slot of the flooding tenant is taken")
        }
    }

    @Test("with few places those who waited longest come first")
    func longestWait() async throws {
        try await QueueFixture.with(tenants: 3, slots: 1) { fixture in
            let queue = fixture.queue
            let host = UUID().uuidString
            try await queue.register(host: host, name: "a", leaseMilliseconds: 60_000)
            try await queue.enqueue((0..<9).map { fixture.run($0 % 3 + 1) })
            var order: [Int64] = []
            for _ in 0..<6 {
                let run = try #require(try await queue.claim(host: host, slots: 1).first)
                order.append(run.tenantKey)
                _ = try await queue.settle(
                    host: host, completions: [JobCompletion(run, .succeeded(summary: nil), spread: 0)],
                    slots: [ReleasedSlot(tenant: run.tenantKey, slot: run.slot, batch: 1)])
            }
            #expect(Set(order[0..<3]).count == 3 && Set(order[3..<6]).count == 3, "one turn each before the second: \(order)")
        }
    }

    @Test("two hosts never hold one run, nor more slots than a tenant has")
    func twoHosts() async throws {
        try await QueueFixture.with(tenants: 4, slots: 3) { fixture in
            let queue = fixture.queue
            try await queue.enqueue((0..<400).map { fixture.run($0 % 4 + 1) })
            let hosts = (0..<4).map { _ in UUID().uuidString }
            for host in hosts { try await queue.register(host: host, name: "h", leaseMilliseconds: 60_000) }
            let claimed = try await withThrowingTaskGroup(of: [JobRun].self) { group in
                for host in hosts { group.addTask { try await queue.claim(host: host, slots: 5) } }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(Set(claimed.map(\.id)).count == claimed.count)
            #expect(Set(claimed.map { "\($0.tenantKey)/\($0.slot)" }).count == 12)
        }
    }

    @Test("what was claimed without the host's knowing goes back, its slot too; what it knows of stays")
    func reconciled() async throws {
        try await QueueFixture.with(tenants: 2, slots: 2) { fixture in
            let (queue, host) = (fixture.queue, UUID().uuidString)
            try await queue.register(host: host, name: "a", leaseMilliseconds: 60_000)
            try await queue.enqueue([fixture.run(1), fixture.run(1), fixture.run(2)])
            let runs = try await queue.claim(host: host, slots: 8)
            #expect(runs.count == 3)
            let known = try #require(runs.first)
            let slot = SlotBook.SlotKey(tenantKey: known.tenantKey, slot: known.slot)
            #expect(try await queue.reconcile(host: host, runs: [known.id], slots: [slot]) == 2)
            #expect(try await queue.reconcile(host: host, runs: [known.id], slots: [slot]) == 0)
            let again = try await queue.claim(host: host, slots: 8)
            #expect(Set(again.map(\.id)) == Set(runs.dropFirst().map(\.id)) && again.allSatisfy { $0.attempt == 1 })
            #expect(!again.contains { $0.tenantKey == slot.tenantKey && $0.slot == slot.slot }, "the known run's slot is its own")
            let counted = try await queue.settle(
                host: host, completions: [JobCompletion(known, .succeeded(summary: nil), spread: 0)], slots: [])
            #expect(counted == 1)
        }
    }

    @Test("a completion under an old fence does not count")
    func fence() async throws {
        try await QueueFixture.with { fixture in
            let queue = fixture.queue
            try await queue.enqueue([fixture.run(1)])
            let (slow, quick) = (UUID().uuidString, UUID().uuidString)
            try await queue.register(host: slow, name: "slow", leaseMilliseconds: 1)
            // The claim needs a lease; it ends at once.
            try await queue.register(host: quick, name: "quick", leaseMilliseconds: 60_000)
            _ = try await fixture.database.host.query("UPDATE app.job_hosts SET lease_until = now() + interval '1 minute'")
            let first = try #require(try await queue.claim(host: slow, slots: 1).first)
            _ = try await fixture.database.host.query("UPDATE app.job_hosts SET lease_until = now() WHERE id = $1::uuid", .text(slow))
            let rescued = try await queue.rescue()
            #expect(rescued.hosts == 1 && rescued.runs == 1)
            let second = try #require(try await queue.claim(host: quick, slots: 1).first)
            #expect(second.id == first.id && second.fence > first.fence && second.attempt == 1)
            let late = try await queue.settle(
                host: slow, completions: [JobCompletion(first, .succeeded(summary: nil), spread: 0)], slots: [])
            #expect(late == 0)
            let counted = try await queue.settle(
                host: quick, completions: [JobCompletion(second, .succeeded(summary: nil), spread: 0)], slots: [])
            #expect(counted == 1)
            #expect(try await fixture.history().map(\.state) == ["succeeded"])
        }
    }

    @Test("a host whose lease has ended claims nothing and keeps no slot from the others")
    func noLease() async throws {
        try await QueueFixture.with { fixture in
            try await fixture.queue.enqueue([fixture.run(1)])
            for _ in 0..<10 { #expect(try await fixture.queue.claim(host: UUID().uuidString, slots: 4).isEmpty) }
            let alive = UUID().uuidString
            try await fixture.queue.register(host: alive, name: "alive", leaseMilliseconds: 60_000)
            #expect(try await fixture.queue.claim(host: alive, slots: 4).count == 1)
            let host = UUID().uuidString
            try await fixture.queue.register(host: host, name: "late", leaseMilliseconds: 0)
            let renewed = try await fixture.queue.heartbeat(host: host, leaseMilliseconds: 1_000)
            #expect(!renewed)
        }
    }

    @Test("a run that loses host after host is given up")
    func killer() async throws {
        try await QueueFixture.with { fixture in
            let queue = fixture.queue
            try await queue.enqueue([fixture.run(1, "killer")])
            for _ in 0..<4 {
                let host = UUID().uuidString
                try await queue.register(host: host, name: "victim", leaseMilliseconds: 60_000)
                #expect(try await queue.claim(host: host, slots: 1).count == 1)
                try await queue.unregister(host: host)
                try await queue.rescue()
            }
            #expect(try await fixture.history().map(\.state) == ["dead"])
        }
    }

    @Test("a unique key keeps a second run out while the first waits or runs")
    func uniqueKey() async throws {
        try await QueueFixture.with { fixture in
            let first = try await fixture.queue.enqueue([fixture.run(1, key: "a"), fixture.run(2, key: "a")])
            let second = try await fixture.queue.enqueue([fixture.run(1, key: "a"), fixture.run(1, key: "b")])
            #expect(first == 2 && second == 1)
        }
    }

    @Test("schedules fire once when due, and again only when their time has come")
    func schedules() async throws {
        try await QueueFixture.with { fixture in
            let queue = fixture.queue
            let job = ScheduledJob(tenantKey: fixture.tenant(1), plugin: "test", job: "tick", recurrence: .every(milliseconds: 3_600_000))
            let cron = ScheduledJob(
                tenantKey: fixture.tenant(2), plugin: "test", job: "nightly",
                recurrence: .cron(try CronExpression("15 3 * * *"), timeZone: .gmt))
            try await queue.declare([job, cron])
            #expect(try await queue.fireDue() == 1, "an interval's first run is due at once, a cron's at its time")
            #expect(try await queue.fireDue() == 0)
            try await queue.declare([job, cron])
            #expect(try await queue.fireDue() == 0, "declaring it again moves nothing")
            try await queue.declare([cron])
            let left = try await fixture.database.host.query("SELECT count(*) FROM app.job_runs")
            #expect(left.integer(row: 0, column: 0) == 0, "what waited for an instance that is off is gone")
        }
    }
}
