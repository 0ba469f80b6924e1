import TestSupport
import Testing

@testable import HostPlugins

@Suite("The judge of few calls")
struct LongRunJudgeTests {
    private func tally(
        _ newer: (Int, Int), older: (Int, Int) = (0, 0), before: (Int, Int) = (0, 0), crashes: Int = 0, olderCrashes: Int = 0
    ) -> RolloutTally {
        RolloutTally(
            newer: VersionCounts(calls: newer.0, faults: newer.1, crashes: crashes),
            older: VersionCounts(calls: older.0, faults: older.1, crashes: olderCrashes),
            before: VersionCounts(calls: before.0, faults: before.1))
    }

    private func sendsBack(_ tally: RolloutTally) -> Bool {
        var judge = LongRunJudge()
        _ = judge.judge(RolloutTally(), atSeconds: 0)
        return judge.judge(tally, atSeconds: 1) != .goOn
    }

    private func holds(_ tally: RolloutTally) -> Bool { LongRunJudge().obstacle(tally) != nil }

    @Test("sends back after 3 of 3 and 5 of 5, and only waits after 1 of 3")
    func few() {
        #expect(sendsBack(tally((5, 5))) && sendsBack(tally((5, 5), older: (5, 0))) && sendsBack(tally((5, 5), older: (1_000, 3))))
        #expect(sendsBack(tally((3, 3))) && sendsBack(tally((8, 4))))
        #expect(!sendsBack(tally((2, 2))) && !sendsBack(tally((3, 1))) && !sendsBack(tally((20, 3))))
        for held in [tally((1, 1)), tally((3, 1)), tally((3, 1), older: (1_000, 0)), tally((20, 1)), tally((1_000, 20), older: (1_000, 0))]
        {
            #expect(!sendsBack(held) && holds(held), "\(held)")
        }
        #expect(!holds(tally((3, 0))) && !holds(tally((0, 0))))
        #expect(!holds(tally((1_000, 1), older: (1_000, 0))), "one of a thousand says nothing")
        #expect(holds(tally((10_000, 100), older: (10_000, 0))), "few fail, but more than before")
    }

    @Test("does not blame a version for what the old one fails as well, over the same time or, where that was not called, before")
    func alike() {
        #expect(!sendsBack(tally((5, 5), older: (4, 4))) && !sendsBack(tally((5, 5), older: (100, 60))))
        #expect(!sendsBack(tally((5, 5), before: (100, 60))) && sendsBack(tally((5, 5), older: (100, 1), before: (100, 60))))
        #expect(!holds(tally((100, 10), older: (100, 10))) && !holds(tally((100, 8), before: (1_000, 100))))
        #expect(holds(tally((5, 5), older: (4, 4))), "four calls explain nothing for good")
    }

    @Test("looks at the last hour too, so that long good times before do not hide what fails now")
    func hour() {
        var judge = LongRunJudge()
        var verdicts: [RolloutJudge.Verdict] = []
        for minute in 0..<600 {
            verdicts.append(judge.judge(tally((minute * 10, 0), older: (minute * 10, 0)), atSeconds: Double(minute) * 60))
        }
        #expect(verdicts.allSatisfy { $0 == .goOn })
        // A hundred of the last six hundred and fewer than two of a hundred of all.
        guard case .rollBack(let reason) = judge.judge(tally((6_100, 100), older: (6_000, 0)), atSeconds: 36_060) else {
            Issue.record("it goes on")
            return
        }
        #expect(reason.contains("within the last hour"), "\(reason)")
        #expect(!sendsBack(tally((6_100, 100), older: (6_000, 0))))
    }

    @Test("sends back what has died three times within an hour on all hosts together, and waits after one death")
    func crashes() {
        #expect(sendsBack(tally((100, 0), crashes: 3)) && !sendsBack(tally((100, 0), crashes: 2)))
        #expect(!sendsBack(tally((100, 0), crashes: 3, olderCrashes: 1)) && !sendsBack(tally((100, 0), crashes: 2, olderCrashes: 2)))
        #expect(holds(tally((100, 0), crashes: 1)) && !holds(tally((100, 0), crashes: 1, olderCrashes: 1)))
        var judge = LongRunJudge()
        for hour in 0..<10 {
            // One each hour and a half is not three within one.
            #expect(judge.judge(tally((hour, 0), crashes: hour), atSeconds: Double(hour) * 5_400) == .goOn)
        }
        var late = LongRunJudge()
        #expect(late.judge(tally((100, 0), crashes: 9), atSeconds: 0) == .goOn, "a host that starts knows no hour yet")
    }

    @Test("never sends back, nor holds, a version that fails no more than the old one; more faults of the old one never speak against it")
    func properties() {
        var random = SeededRandom(1)
        func number(_ below: Int) -> Int { Int(random.next() % UInt64(below)) }
        for _ in 0..<5_000 {
            let calls = number(10) == 0 ? number(100_000) + 1 : number(60) + 1
            let olderCalls = number(10) == 0 ? number(100_000) + 1 : number(60) + 1
            let (faults, olderFaults) = (number(calls + 1), number(olderCalls))
            let one = tally((calls, faults), older: (olderCalls, olderFaults))
            if faults * olderCalls <= olderFaults * calls {
                #expect(!sendsBack(one), "\(one)")
                if olderCalls >= 20 { #expect(!holds(one), "\(one)") }
            }
            if sendsBack(one) {
                #expect(holds(one), "what goes back would not have been finished: \(one)")
                if faults < calls { #expect(sendsBack(tally((calls, faults + 1), older: (olderCalls, olderFaults))), "\(one)") }
            } else {
                #expect(!sendsBack(tally((calls, faults), older: (olderCalls, olderFaults + 1))), "\(one)")
            }
        }
    }

    @Test("sends back few versions that fail one call of a hundred, though it looks after each call, and nearly all that fail a third")
    func power() {
        // Always the same numbers: a rate of chance events that a test holds a bound to must not be one itself.
        var random = SeededRandom(1)
        func runs(failing percent: UInt64, calls: Int) -> Int {
            (0..<500).count { _ in
                var judge = LongRunJudge()
                var faults = 0
                for call in 0...calls {
                    if call > 0, random.next() % 100 < percent { faults += 1 }
                    if judge.judge(tally((call, faults), older: (call, 0)), atSeconds: Double(call)) != .goOn { return true }
                }
                return false
            }
        }
        #expect(runs(failing: 1, calls: 300) <= 2)
        #expect(runs(failing: 33, calls: 40) >= 475)
    }
}
