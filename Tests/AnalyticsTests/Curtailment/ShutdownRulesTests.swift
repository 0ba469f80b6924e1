import TestSupport
import Testing

@testable import Analytics
@testable import Hosting

@Suite("Rules of advice and rules of Hosting's planner")
struct ShutdownRulesTests {
    private typealias Pair = (theirs: CurtailableMiner, ours: ShutdownCandidate)

    /// The same miner for both, in any situation. Each of its values is mostly an everyday one: a rule is only asked when those before it
    /// have nothing to say, and the last of them would hardly ever be.
    private static func miner(_ id: Int64, _ random: inout SeededRandom) -> Pair {
        func mostly<Value>(_ everyday: Value, _ values: [Value]) -> Value {
            Int.random(in: 0..<4, using: &random) > 0 ? everyday : values[Int.random(in: 0..<values.count, using: &random)]
        }
        let firmware = mostly("Bitmain 2022", [nil, "", "bmminer 4.11", "whatsminer 2", "LUXOS", "Epic", "strange 1", "cgminer 3"])
        var theirs = CurtailableMiner(
            id: id, serialNumber: "S-\(id)", client: mostly("a", ["b"]), status: mostly("active", ["offline", "maintenance"]))
        theirs.state = mostly("ok", ObservedState.allCases.map { $0.rawValue } + [nil])
        theirs.stateSeconds = mostly(100_000, [0, 59, 60, 61])
        theirs.ageSeconds = mostly(60, [nil, 0, 180, 181, 9_999])
        theirs.powerWatts = mostly(3_250.7, [nil, -1, 0, 0.5, 99.9, 100, 16_777_216, 16_777_217, .nan, .infinity])
        theirs.powerIsEstimated = mostly(false, [true])
        theirs.hashrateTHs = mostly(104.5, [nil, 0, -1, 0.0001, 4_294_967.296, 4_294_968, .nan])
        theirs.isOtherAlgorithm = mostly(false, [true])
        theirs.firmware = firmware
        theirs.isSleepless = mostly(false, [true])
        theirs.isInPlan = mostly(false, [true])
        let ours = ShutdownCandidate(
            id: id, serialNumber: theirs.serialNumber, client: theirs.client, status: theirs.status, state: theirs.state,
            stateSeconds: Double(theirs.stateSeconds), ageSeconds: theirs.ageSeconds.map(Double.init), powerWatts: theirs.powerWatts,
            powerIsEstimated: theirs.powerIsEstimated, hashrateTHs: theirs.hashrateTHs, isOtherAlgorithm: theirs.isOtherAlgorithm,
            isControllable: FirmwareAdapters.controllable.contains { firmware?.lowercased().hasPrefix($0) == true },
            isSleepless: theirs.isSleepless, isInPlan: theirs.isInPlan)
        return (theirs, ours)
    }

    private static func rules(_ random: inout SeededRandom) -> (theirs: EligibilityRules, ours: ShutdownRules) {
        var (theirs, ours) = (EligibilityRules(), ShutdownRules())
        guard Bool.random(using: &random) else { return (theirs, ours) }
        theirs.mostAgeSeconds = Int64.random(in: 1...300, using: &random)
        theirs.leastPowerWatts = Double.random(in: 0...4_000, using: &random)
        theirs.cooldownSeconds = Int64.random(in: 0...120, using: &random)
        theirs.acceptsEstimatedPower = Bool.random(using: &random)
        theirs.excluded = Set((0..<3).map { _ in Int64.random(in: 1...40, using: &random) })
        ours = ShutdownRules(
            mostAgeSeconds: Double(theirs.mostAgeSeconds), leastPowerWatts: theirs.leastPowerWatts,
            cooldownSeconds: Double(theirs.cooldownSeconds), acceptsEstimatedPower: theirs.acceptsEstimatedPower, excluded: theirs.excluded)
        return (theirs, ours)
    }

    @Test("Both say the same of every miner, and mean the same when nothing is said") func agree() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed)
        var seen: Set<String> = []
        for _ in 0..<500 {
            let rules = Self.rules(&random)
            for id in 1...40 {
                let pair = Self.miner(Int64(id), &random)
                let theirs = rules.theirs.reason(against: pair.theirs)?.rawValue
                #expect(rules.ours.reason(against: pair.ours)?.rawValue == theirs, "seed \(seed): \(pair.theirs)")
                seen.insert(theirs ?? "eligible")
            }
        }
        // Nothing is left untried: every reason but those that no single miner has.
        let words = Set(ShutdownRules.Reason.allCases.map(\.rawValue)).subtracting(["not_needed"]).union(["eligible"])
        #expect(seen == words, "seed \(seed)")
        #expect(words.subtracting(["eligible"]).isSubset(of: SkipReason.allCases.map(\.rawValue)))
    }

    @Test("Both shed with the same loss, and the same miners stay on for the same reasons") func plans() throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed)
        for _ in 0..<60 {
            let rules = Self.rules(&random)
            let pairs = (1...40).map { id -> Pair in
                var pair = Self.miner(Int64(id), &random)
                // Most of them may be switched off, of many models.
                guard !Int.random(in: 0..<3, using: &random).isMultiple(of: 3) else { return pair }
                let (power, rate) = (Double.random(in: 900...6_000, using: &random), Double.random(in: 10...400, using: &random))
                pair.theirs = CurtailableMiner(
                    id: pair.theirs.id, serialNumber: "S", client: "a", status: "active", state: "ok", stateSeconds: 9_999, ageSeconds: 1,
                    powerWatts: power, hashrateTHs: rate, firmware: "bitmain 1")
                pair.ours = ShutdownCandidate(
                    id: pair.ours.id, serialNumber: "S", client: "a", status: "active", state: "ok", stateSeconds: 9_999, ageSeconds: 1,
                    powerWatts: power, hashrateTHs: rate)
                return pair
            }
            let target = Int64.random(in: 1...120_000, using: &random)
            var request = CurtailmentRequest(goal: .reduceBy(watts: target))
            request.rules = rules.theirs
            let plan = try PerformancePriority().plan(pairs.map(\.theirs), request)
            let advice = ShutdownAdvice(pairs.map(\.ours), targetWatts: Double(target), rules: rules.ours)
            #expect(Int64(advice.mostWatts) == plan.mostWatts, "seed \(seed)")
            #expect(advice.isReached == (plan.outcome == .reached), "seed \(seed)")
            #expect(abs(advice.lostHashrateTHs - Double(plan.lostHashrateGHs) / 1_000) < 1e-6, "seed \(seed)")
            if advice.isReached { #expect(Int64(advice.shedWatts) >= target, "seed \(seed)") }
            // Which of two that come to the same is stopped may differ; how many stay on for each reason but that may not.
            let theirs = plan.skipped.filter { $0.reason != .notNeeded }.map { "\($0.reason.rawValue) \($0.miners) \($0.powerWatts)" }
            let ours = advice.skipped.filter { $0.reason != .notNeeded }.map {
                "\($0.reason.rawValue) \($0.miners) \(Int64($0.powerWatts))"
            }
            #expect(ours == theirs, "seed \(seed)")
        }
    }
}
