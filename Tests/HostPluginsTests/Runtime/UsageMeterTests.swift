import HostTenancy
import Synchronization
import TestSupport
import Testing

@testable import HostPlugins

@Suite("What is used of a quota", .timeLimit(.minutes(5)))
struct UsageMeterTests {
    private static let minute = QuotaCell.minuteNanos

    @Test("Each quota has its own name and place, and its standard lies in its range") func definitions() {
        #expect(Quota.allCases.map(\.ordinal) == Array(Quota.allCases.indices))
        #expect(Set(Quota.allCases.map(\.rawValue)).count == Quota.allCases.count)
        for quota in Quota.allCases { #expect(quota.range.contains(quota.standard), "\(quota.rawValue)") }
    }

    @Test("A minute's use is as a plain count says, whatever comes when", arguments: [1, 2, 3] as [UInt64]) func windows(seed: UInt64) {
        var random = SeededRandom(seed)
        let limit = Int.random(in: 1...500, using: &random)
        let cell = QuotaCell(.events, limit: limit)
        var now: UInt64 = .random(in: 0..<(1 << 60), using: &random)
        var (minute, count, refused) = (now / Self.minute, 0, 0)
        for _ in 0..<5_000 {
            now += .random(in: 0...(Self.minute / 20), using: &random)
            if now / Self.minute != minute { (minute, count) = (now / Self.minute, 0) }
            #expect(cell.used(atNanos: now) == count)
            #expect(cell.isUsedUp(atNanos: now) == (count >= limit))
            let amount = Int.random(in: 0...20, using: &random)
            let isTaken = cell.take(amount, atNanos: now)
            #expect(isTaken == (count + amount <= limit), "seed \(seed)")
            if isTaken { count += amount } else { refused += 1 }
        }
        #expect(cell.refusals == refused)
    }

    @Test("A second's use begins anew with the next one, and says when that is") func seconds() {
        let meter = UsageMeter(Quotas([.eventsPerSecond: 3]))
        let now = QuotaCell.secondNanos * 70_000
        for _ in 0..<3 { #expect(throws: Never.self) { try meter.take(.eventsPerSecond, atNanos: now) } }
        let error = #expect(throws: PluginCallError.self) { try meter.take(.eventsPerSecond, atNanos: now + 1_000) }
        #expect(error?.quota == QuotaRefusal(quota: .eventsPerSecond, limit: 3, used: 4, retryAfterSeconds: 1))
        #expect(error?.message == "the quota events_per_second allows 3 events a second, 4 are used or asked for")
        #expect(throws: Never.self) { try meter.take(.eventsPerSecond, atNanos: now + QuotaCell.secondNanos) }
        #expect(meter[.eventsPerSecond].refusals == 1)
    }

    @Test("Hosts divide what may go out in a minute, and nothing else; each has at least one") func hosts() {
        let meter = UsageMeter(Quotas([.mailsPerMinute: 60, .egressRequests: 2, .rows: 7]))
        meter.apply(hosts: 3)
        #expect(meter[.mailsPerMinute].limit == 20 && meter[.egressRequests].limit == 1)
        for quota in Quota.allCases where !quota.isDivided {
            #expect(meter[quota].limit == (quota == .rows ? 7 : quota.standard), "\(quota.rawValue)")
        }
        meter.apply(Quotas([.mailsPerMinute: 90]))
        #expect(meter[.mailsPerMinute].limit == 30 && meter[.rows].limit == Quota.rows.standard)
        #expect(meter.successor()[.mailsPerMinute].limit == 30)
        meter.apply(hosts: 1)
        #expect(meter[.mailsPerMinute].limit == 90)
    }

    @Test("Many threads take no more than there is") func threads() async {
        let cell = QuotaCell(.deviceExchanges, limit: 10_000)
        let now = monotonicNanos()
        let taken = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<8 { group.addTask { (0..<5_000).reduce(0) { sum, _ in sum + (cell.take(1, atNanos: now) ? 1 : 0) } } }
            return await group.reduce(0, +)
        }
        #expect(taken == 10_000 && cell.used(atNanos: now) == 10_000 && cell.refusals == 30_000)
    }

    @Test("A level is given back, and refused above its limit") func levels() {
        let cell = QuotaCell(.requestsInFlight, limit: 2)
        #expect(cell.enter() && cell.enter() && !cell.enter())
        cell.leave()
        #expect(cell.enter() && cell.used(atNanos: 0) == 2)
        cell.limit = 3
        #expect(cell.enter() && !cell.enter())
        cell.limit = 1
        cell.leave()
        cell.leave()
        #expect(!cell.enter() && cell.used(atNanos: 0) == 1)
    }

    @Test("Processor time is counted in nanoseconds and limited in milliseconds") func processor() {
        let meter = UsageMeter(Quotas([.processorMilliseconds: 3]))
        let now = 7 * Self.minute + 20_000_000_000
        for _ in 0..<2_999 { meter.recordCPU(nanos: 1_000, atNanos: now) }
        #expect(meter.admit(atNanos: now) == .inside)
        meter.recordCPU(nanos: 1_000, atNanos: now)
        #expect(meter.admit(atNanos: now) == .tooMany)
        #expect(
            meter.admissionRefusal(atNanos: now)
                == QuotaRefusal(quota: .processorMilliseconds, limit: 3, used: 3, retryAfterSeconds: 40))
        #expect(meter.admit(atNanos: 8 * Self.minute) == .inside)
    }

    @Test("A day's quota outlives its minutes, and is there again on the next day") func day() {
        let meter = UsageMeter(Quotas([.mailsPerMinute: 2, .mailsPerDay: 3]))
        let day = QuotaCell.dayNanos
        let now = 5 * day + 3_600_000_000_000
        #expect(throws: Never.self) {
            try meter.take(.mailsPerDay, 2, atNanos: now)
            try meter.take(.mailsPerDay, 1, atNanos: now + 7 * Self.minute)
        }
        let refused = #expect(throws: PluginCallError.self) { try meter.take(.mailsPerDay, 1, atNanos: now + 22 * 60 * Self.minute) }
        #expect(refused?.quota == QuotaRefusal(quota: .mailsPerDay, limit: 3, used: 4, retryAfterSeconds: 3_600))
        #expect(refused?.message.contains("3 mails a day") == true)
        #expect(meter[.mailsPerDay].used(atNanos: now) == 3 && meter[.mailsPerDay].used(atNanos: 6 * day) == 0)
        #expect(throws: Never.self) { try meter.take(.mailsPerDay, 3, atNanos: 6 * day) }
        let never = #expect(throws: PluginCallError.self) { try meter.take(.mailsPerDay, 4, atNanos: 7 * day) }
        #expect(never?.quota?.retryAfterSeconds == nil && never?.quota != nil)
    }

    @Test("The largest of a minute is kept") func largest() {
        let cell = QuotaCell(.rows, limit: 10)
        for (amount, minute, expected) in [(3, 1, 3), (2, 1, 3), (9, 1, 9), (1, 2, 1)] as [(Int, UInt64, Int)] {
            cell.noteLargest(amount, atNanos: minute * Self.minute)
            #expect(cell.used(atNanos: minute * Self.minute) == expected)
        }
    }

    @Test("An instance that takes another's place goes on where its minute and storage stand, with nothing under way") func successor() {
        let meter = UsageMeter(Quotas([.events: 5]))
        let now = monotonicNanos()
        #expect(meter.admit(atNanos: now) == .inside)
        #expect(meter[.events].take(4, atNanos: now))
        meter[.storageBytes].set(level: 77)
        let next = meter.successor()
        #expect(next[.requestsInFlight].used(atNanos: now) == 0 && next[.storageBytes].used(atNanos: now) == 77)
        #expect(!next[.events].take(2, atNanos: now))
        meter.calls.leave(DrainGate.call)
        #expect(next[.requestsInFlight].used(atNanos: now) == 0)
    }

    @Test("Whether a statement may add to a table is told by its words, not by its texts and names") func growth() {
        for sql in [
            "INSERT INTO miners VALUES ($1)", "WITH n AS (insert into t select 1 returning 1) SELECT * FROM n", "UPDATE t SET a = $1",
            "WITH d AS (SELECT id AS key FROM t ORDER BY key) UPDATE t SET n = 1", "SELECT a key; UPDATE t SET n = 1",
            "WITH d AS (SELECT 1 AS for) UPDATE t SET n = 1",
            "MERGE INTO t USING s ON true WHEN MATCHED THEN DO NOTHING", "SELECT 1 /* a */; UPDATE t SET a = 1",
        ] { #expect(StatementEffect(sql) == .grows, "\(sql)") }
        for sql in [
            "SELECT 'INSERT INTO t'", "DELETE FROM t WHERE id = $1", "SELECT * FROM t FOR UPDATE", "SELECT a FROM t FOR NO KEY UPDATE",
            "SELECT \"update\" FROM t -- INSERT", "SELECT 1 /* UPDATE /* nested */ INSERT */", "SELECT $$INSERT$$, $tag$ UPDATE $tag$",
            "SELECT E'it\\'s INSERT'", "SELECT updated_at, insertion FROM t",
        ] { #expect(StatementEffect(sql) != .grows, "\(sql)") }
        for sql in ["DELETE FROM t WHERE id = $1", "WITH d AS (delete from t returning id) SELECT id FROM d"] {
            #expect(StatementEffect(sql) == .deletes, "\(sql)")
        }
        for sql in ["SELECT deleted FROM t FOR UPDATE", "SELECT 'DELETE' FROM t -- DELETE"] {
            #expect(StatementEffect(sql) == .reads, "\(sql)")
        }
    }
}
