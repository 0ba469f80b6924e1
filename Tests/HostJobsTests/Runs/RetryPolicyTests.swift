import Testing

@testable import HostJobs

@Suite("Retry policy")
struct RetryPolicyTests {
    @Test("rests double and end with the attempts")
    func doubling() {
        let policy = RetryPolicy(attempts: 4, backoffMilliseconds: 1_000)
        #expect((1...5).map { policy.rest(afterAttempt: $0, spread: 1) } == [1_000, 2_000, 4_000, nil, nil])
    }

    @Test("a rest is never longer than an hour nor shorter than three quarters of itself")
    func bounds() {
        let policy = RetryPolicy(attempts: 1_000, backoffMilliseconds: 5_000)
        #expect(policy.rest(afterAttempt: 900, spread: 1) == 3_600_000)
        #expect(policy.rest(afterAttempt: 1, spread: 0) == 3_750)
    }

    @Test("one attempt means no second try")
    func single() { #expect(RetryPolicy(attempts: 0).rest(afterAttempt: 1, spread: 0) == nil) }
}
