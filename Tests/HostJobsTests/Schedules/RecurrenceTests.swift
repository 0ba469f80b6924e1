import Foundation
import Testing

@testable import HostJobs

@Suite("Recurrence")
struct RecurrenceTests {
    @Test("an interval comes back after exactly its length, for everybody at a time of his own")
    func interval() throws {
        let recurrence = Recurrence.every(milliseconds: 60_000)
        var phases: Set<Int64> = []
        for tenant in 0..<50 {
            let now = Date(timeIntervalSince1970: 1_790_000_000.25)
            let first = try #require(recurrence.next(after: now, identity: "\(tenant)/hosting/collect"))
            let second = try #require(recurrence.next(after: first, identity: "\(tenant)/hosting/collect"))
            #expect(first > now && first.timeIntervalSince(now) <= 60)
            #expect(abs(second.timeIntervalSince(first) - 60) < 0.001)
            phases.insert(Int64(first.timeIntervalSince1970 * 1_000) % 60_000)
        }
        #expect(phases.count > 40, "tenants must spread over the interval")
    }

    @Test("every host computes the same time")
    func deterministic() {
        let now = Date(timeIntervalSince1970: 1_790_000_000)
        let recurrence = Recurrence.every(milliseconds: 300_000)
        #expect(recurrence.next(after: now, identity: "7/crm/invoices") == recurrence.next(after: now, identity: "7/crm/invoices"))
        #expect(recurrence.next(after: now, identity: "7/crm/invoices") == Date(timeIntervalSince1970: 1_790_000_010.406))
    }
}
