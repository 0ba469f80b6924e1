import TestSupport
import Testing

@testable import PostgresClient

@Suite("Pauses between attempts to connect")
struct BackoffTests {
    private func pauses(_ backoff: Backoff, _ count: Int, random: Double) -> [UInt64] {
        var backoff = backoff
        return (0..<count).map { _ in backoff.next(random: random) }
    }

    @Test("double from the least to the most and stay there")
    func growth() {
        let backoff = Backoff(minimumNanos: 50, maximumNanos: 5_000)
        #expect(pauses(backoff, 10, random: 1) == [50, 100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000, 5_000])
    }

    @Test("are shortened by chance, to half at most, so that hosts do not come back at once")
    func jitter() {
        let backoff = Backoff(minimumNanos: 100, maximumNanos: 1_000)
        #expect(pauses(backoff, 6, random: 0) == [50, 100, 200, 400, 500, 500])
        #expect(pauses(backoff, 2, random: 0.5) == [75, 150])
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededRandom(seed)
        for _ in 0..<1_000 {
            var backoff = backoff
            for ceiling in [100, 200, 400, 800, 1_000, 1_000] as [UInt64] {
                let pause = backoff.next(random: Double.random(in: 0...1, using: &generator))
                #expect((ceiling / 2...ceiling).contains(pause), "seed \(seed)")
            }
        }
    }

    @Test("begin anew after a success")
    func success() {
        var backoff = Backoff(minimumNanos: 10, maximumNanos: 1_000)
        for _ in 0..<5 { _ = backoff.next(random: 1) }
        backoff.succeeded()
        #expect(backoff.failures == 0)
        #expect(backoff.next(random: 1) == 10)
    }

    @Test("keep within their bounds after any number of failures and with any options")
    func bounds() {
        #expect(pauses(Backoff(minimumNanos: 50_000_000, maximumNanos: 5_000_000_000), 10_000, random: 1).last == 5_000_000_000)
        // Doubled so often the first would pass what a number holds.
        #expect(pauses(Backoff(minimumNanos: 1 << 40, maximumNanos: 1 << 50), 100, random: 1).allSatisfy { $0 <= 1 << 50 })
        #expect(pauses(Backoff(minimumNanos: 0, maximumNanos: 0), 3, random: 1) == [1, 1, 1])
        #expect(pauses(Backoff(minimumNanos: 100, maximumNanos: 10), 3, random: 1) == [100, 100, 100])
    }
}
