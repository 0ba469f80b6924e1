import Testing

@testable import Hosting

@Suite("A curtailment plan")
struct PerformancePriorityTests {
    private static func fleet() -> [CurtailableMiner] {
        (1...40).map { number in
            CurtailableMiner.healthy {
                $0.id = Int64(number)
                $0.client = number % 2 == 0 ? "alpha" : "beta"
                $0.powerWatts = 3_000 + Double(number * 7 % 40) * 10 + 0.9
                $0.hashrateTHs = 90 + Double(number * 11 % 40) * 4
            }
        }
    }

    @Test("it sheds the target and says what that costs, for each client and in all")
    func reached() throws {
        let miners = PerformancePriorityTests.fleet()
        let plan = try PerformancePriority().plan(miners, CurtailmentRequest(goal: .reduceBy(watts: 30_000)))
        #expect(plan.outcome == .reached && plan.isProven)
        #expect(plan.shedWatts >= 30_000 && plan.shedWatts < 33_400)
        #expect(plan.clients.map(\.client) == ["beta", "alpha"])
        #expect(plan.clients.reduce(0) { $0 + $1.shedWatts } == plan.shedWatts)
        #expect(plan.clients.reduce(0) { $0 + $1.lostHashrateGHs } == plan.lostHashrateGHs)
        #expect(plan.skipped.map(\.reason) == [.notNeeded])
        #expect(plan.skipped[0].miners + plan.switched.count == 40 && plan.skipped[0].examples.count == 5)
        #expect(plan.schedule.off.flatMap(\.miners).sorted() == plan.switched)
        #expect(plan.schedule.on.flatMap(\.miners).sorted() == plan.switched)
    }

    @Test("a target out of reach sheds the most, and every miner that stays on has its reason")
    func outOfReach() throws {
        var miners = PerformancePriorityTests.fleet()
        miners[0].status = "maintenance"
        miners[1].ageSeconds = 4_000
        miners[2].hashrateTHs = 0
        var request = CurtailmentRequest(goal: .reduceBy(watts: 10_000_000))
        let plan = try PerformancePriority().plan(miners, request)
        #expect(plan.outcome == .insufficientLoad && plan.isProven)
        #expect(plan.switched.count == 37 && plan.mostWatts == plan.shedWatts)
        #expect(Set(plan.skipped.map(\.reason)) == [.maintenance, .staleTelemetry, .phantomLoad])
        request.maximumSwitched = 10
        #expect(try PerformancePriority().plan(miners, request).skipped.first { $0.reason == .switchLimit }?.miners == 27)
        request.maximumSwitched = nil
        request.maximumPerClient = 4
        let limited = try PerformancePriority().plan(miners, request)
        #expect(limited.switched.count == 8)
        #expect(limited.skipped.first { $0.reason == .clientLimit }?.miners == 29)
    }

    @Test("limits by client count and by percent of its miners both hold")
    func clientLimits() throws {
        var request = CurtailmentRequest(goal: .reduceBy(watts: 40_000))
        request.maximumPerClient = 9
        request.maximumPercentPerClient = 35
        let plan = try PerformancePriority().plan(PerformancePriorityTests.fleet(), request)
        #expect(plan.outcome == .reached && plan.isProven)
        #expect(plan.clients.allSatisfy { $0.switched <= 7 })
    }

    @Test("miners that other plans hold off use up the limits of the next one", arguments: [false, true])
    func limitsOfHeld(isFair: Bool) throws {
        var miners = PerformancePriorityTests.fleet()
        for place in 0..<8 { miners[place].isInPlan = true }
        for place in 8..<10 { miners[place].isInPlan = place % 2 == 0 }
        // Five of beta and four of alpha are held.
        var request = CurtailmentRequest(goal: .reduceBy(watts: 10_000_000))
        request.isFair = isFair
        request.maximumPerClient = 6
        #expect(try PerformancePriority().plan(miners, request).clients.map(\.switched) == [1, 2])
        request.maximumPercentPerClient = 25
        let percent = try PerformancePriority().plan(miners, request)
        #expect(percent.clients.map(\.switched) == [0, 1])
        #expect(percent.skipped.first { $0.reason == .clientLimit }?.miners == 30)
        (request.maximumPerClient, request.maximumPercentPerClient, request.maximumSwitched) = (nil, nil, 11)
        let few = try PerformancePriority().plan(miners, request)
        #expect(few.switched.count == 2 && few.skipped.first { $0.reason == .switchLimit || $0.reason == .fairShare } != nil)
        request.maximumSwitched = 9
        #expect(try PerformancePriority().plan(miners, request).switched.isEmpty)
    }

    @Test("with fair shares every client sheds its part")
    func fair() throws {
        var miners = PerformancePriorityTests.fleet()
        for place in miners.indices where miners[place].client == "alpha" { miners[place].hashrateTHs = 500 }
        var request = CurtailmentRequest(goal: .reduceBy(watts: 30_000))
        #expect(try PerformancePriority().plan(miners, request).clients.map(\.switched).min() == 0)
        request.isFair = true
        let plan = try PerformancePriority().plan(miners, request)
        #expect(plan.outcome == .reached && plan.isProven)
        #expect(plan.clients.allSatisfy { $0.shedWatts >= $0.shareWatts ?? .max })
        #expect(plan.clients.reduce(0) { $0 + ($1.shareWatts ?? 0) } == 30_000)
    }

    @Test("down to a power means what is drawn above it; a power that is met already needs nothing")
    func reduceTo() throws {
        let miners = PerformancePriorityTests.fleet()
        let all = miners.reduce(0) { $0 + Int64($1.powerWatts ?? 0) }
        let plan = try PerformancePriority().plan(miners, CurtailmentRequest(goal: .reduceTo(watts: all - 5_000)))
        #expect(plan.targetWatts == 5_000 && plan.outcome == .reached && plan.powerWatts == all)
        let met = try PerformancePriority().plan(miners, CurtailmentRequest(goal: .reduceTo(watts: all)))
        #expect(met.outcome == .alreadyMet && met.switched.isEmpty)
        #expect(try PerformancePriority().plan([], CurtailmentRequest(goal: .reduceBy(watts: 1))).outcome == .insufficientLoad)
    }

    @Test("what nobody hears of is taken to draw what it last did, and a fleet that is not heard of has not met its goal")
    func unknownPower() throws {
        var miners = PerformancePriorityTests.fleet()
        let whole = try PerformancePriority().plan(miners, CurtailmentRequest(goal: .reduceTo(watts: 100_000)))
        for index in 0..<20 { miners[index].ageSeconds = 86_400 }
        let half = try PerformancePriority().plan(miners, CurtailmentRequest(goal: .reduceTo(watts: 100_000)))
        #expect(half.targetWatts == whole.targetWatts)
        #expect(half.unknownMiners == 20 && half.powerWatts + half.unknownWatts == whole.powerWatts && whole.unknownMiners == 0)
        for index in miners.indices {
            miners[index].state = "unreachable"
            miners[index].powerWatts = nil
        }
        let silent = try PerformancePriority().plan(miners, CurtailmentRequest(goal: .reduceTo(watts: 1_000_000)))
        #expect(silent.outcome == .powerUnknown && silent.powerWatts == 0 && silent.unknownMiners == 40)
        let off = miners.map { miner in
            var miner = miner
            miner.status = "offline"
            return miner
        }
        #expect(try PerformancePriority().plan(off, CurtailmentRequest(goal: .reduceTo(watts: 0))).outcome == .alreadyMet)
    }
}
