import TestSupport
import Testing

@testable import HostPlugins

@Suite("The judge of a new version")
struct RolloutJudgeTests {
    private func standing(_ calls: Int, _ faults: Int, failures: Int = 0, crashes: Int = 0) -> VersionStanding {
        var standing = VersionStanding()
        standing.calls = calls
        standing.faults = faults
        standing.failures = failures
        standing.reason = failures > 0 ? "no thanks" : nil
        standing.crashes = crashes
        return standing
    }

    /// Whether the judge sends the version back after these counts, a second apart, the last of which decide.
    private func sendsBack(_ counts: [(Int, Int)], older: (Int, Int) = (1_000, 0), every seconds: Double = 1) -> Bool {
        var judge = RolloutJudge()
        var last = RolloutJudge.Verdict.goOn
        for (index, count) in counts.enumerated() {
            last = judge.judge(
                standing(count.0, count.1), older: standing(older.0, older.1), atSeconds: Double(index) * seconds)
        }
        return last != .goOn
    }

    @Test("lets it go on with few faults or few calls, and sends it back over five percent of twenty")
    func share() {
        #expect(!sendsBack([(0, 0), (19, 19)]), "too few calls to tell")
        #expect(sendsBack([(0, 0), (20, 2)]))
        #expect(!sendsBack([(0, 0), (20, 1)]), "five percent are allowed")
        #expect(!sendsBack([(0, 0), (100, 5)]))
        #expect(sendsBack([(0, 0), (100, 6)]))
        #expect(!sendsBack([(500, 400), (600, 400)]), "what was before the judgement began does not count")
    }

    @Test("allows three times what the old version fails")
    func comparison() {
        #expect(!sendsBack([(0, 0), (100, 29)], older: (1_000, 100)))
        #expect(sendsBack([(0, 0), (100, 31)], older: (1_000, 100)))
        #expect(sendsBack([(0, 0), (100, 31)], older: (0, 0)))
    }

    @Test("compares with the old version over the same window: neither its long good history nor its bad start counts")
    func sameWindow() {
        func verdict(_ newer: [(Int, Int)], _ older: [(Int, Int)]) -> Bool {
            var judge = RolloutJudge()
            var last = RolloutJudge.Verdict.goOn
            for (second, counts) in zip(newer, older).enumerated() {
                last = judge.judge(
                    standing(counts.0.0, counts.0.1), older: standing(counts.1.0, counts.1.1), atSeconds: Double(second))
            }
            return last != .goOn
        }
        // Something that both need is away: the old one fails as much, after a million good calls.
        #expect(!verdict([(0, 0), (100, 30)], [(1_000_000, 0), (1_000_100, 30)]))
        // The old one failed a lot when it began; beside the new one it does not.
        #expect(verdict([(0, 0), (100, 30)], [(1_000, 1_000), (1_100, 1_000)]))
        // Everybody has gone over: the last that was seen of the old one counts.
        #expect(!verdict([(0, 0), (10, 2), (100, 20)], [(5_000, 0), (5_050, 5), (5_050, 5)]))
        #expect(verdict([(0, 0), (10, 2), (100, 31)], [(5_000, 0), (5_050, 5), (5_050, 5)]))
    }

    @Test("forgets what lies before its window")
    func window() {
        #expect(!sendsBack([(0, 0), (18, 9), (1_018, 9), (2_018, 9), (3_018, 40)], every: 70))
        #expect(sendsBack([(0, 0), (1_000, 0), (2_000, 0), (2_050, 10)], every: 70))
    }

    @Test("sends back what cannot be made twice, or dies three times")
    func failures() {
        var judge = RolloutJudge()
        #expect(judge.judge(standing(0, 0, failures: 1), older: standing(0, 0), atSeconds: 0) == .goOn)
        #expect(
            judge.judge(standing(0, 0, failures: 2), older: standing(0, 0), atSeconds: 1)
                == .rollBack(reason: "an instance cannot be made: no thanks"))
        var second = RolloutJudge()
        #expect(second.judge(standing(0, 0, crashes: 4), older: standing(0, 0), atSeconds: 0) == .goOn)
        #expect(second.judge(standing(0, 0, crashes: 6), older: standing(0, 0), atSeconds: 1) == .goOn)
        #expect(second.judge(standing(0, 0, crashes: 7), older: standing(0, 0), atSeconds: 2) != .goOn)
    }

    @Test("never sends back a version without faults, whatever the counts")
    func property() {
        let seed = UInt64.random(in: 0 ... .max)
        print("seed \(seed)")
        var random = SeededRandom(seed)
        for _ in 0..<200 {
            var judge = RolloutJudge()
            var calls = 0
            for second in 0..<100 {
                calls += Int(random.next() % 1_000)
                let verdict = judge.judge(
                    standing(calls, 0), older: standing(Int(random.next() % 100), Int(random.next() % 100)), atSeconds: Double(second))
                #expect(verdict == .goOn)
            }
        }
    }
}
