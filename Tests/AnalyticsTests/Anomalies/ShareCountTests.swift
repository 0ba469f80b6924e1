import Testing

@testable import Analytics

@Suite("Shares between two readings") struct ShareCountTests {
    @Test("The difference of the counters, and the counters themselves after a restart") func count() {
        let plain = ShareCount(accepted: 1_500, rejected: 12, acceptedBefore: 1_000, rejectedBefore: 10)
        #expect(plain?.shares == 502 && plain?.rejected == 2)
        let restarted = ShareCount(accepted: 40, rejected: 1, acceptedBefore: 1_000, rejectedBefore: 10)
        #expect(restarted?.shares == 41 && restarted?.rejected == 1)
    }

    @Test("Missing or unchanged counters tell nothing") func nothing() {
        #expect(ShareCount(accepted: 5, rejected: 0, acceptedBefore: nil, rejectedBefore: nil) == nil)
        #expect(ShareCount(accepted: nil, rejected: 0, acceptedBefore: 1, rejectedBefore: 0) == nil)
        #expect(ShareCount(accepted: 5, rejected: 0, acceptedBefore: 5, rejectedBefore: 0) == nil)
    }
}
