import PluginKit
import TestSupport
import Testing

@testable import Hosting

@Suite("Rules that make curtailment plans")
struct RuleTests {
    private let begin = Timestamp(rfc3339: "2026-11-21T12:00:00Z")!

    /// Windows of five minutes from `begin`; nil for one that is missing.
    private func windows(_ prices: [Double?]) -> [PriceWindow] {
        prices.enumerated().compactMap { index, price in
            price.map { PriceWindow(startsAt: begin.adding(seconds: Double(index) * 300), usdPerMWh: $0) }
        }
    }

    /// What the rule says a minute into the last window.
    private func verdict(_ prices: [Double?], isCurtailed: Bool = false, _ rule: PriceRule = PriceRule(strikeUSDPerMWh: 80)) -> String {
        let now = begin.adding(seconds: Double(prices.count - 1) * 300 + 60)
        switch rule.verdict(windows(prices), isCurtailed: isCurtailed, now: now) {
        case .curtail: return "curtail"
        case .resume: return "resume"
        case .stay: return "stay"
        }
    }

    @Test("two dear windows in a row curtail; one, an older row, or a row with a gap does not")
    func curtail() {
        #expect(verdict([40, 90]) == "stay")
        #expect(verdict([40, 90, 80]) == "curtail")
        #expect(verdict([90, 90, 79.99]) == "stay")
        #expect(verdict([90, 40, 90]) == "stay")
        #expect(verdict([90, nil, 90]) == "stay")
        #expect(verdict([90, 90], isCurtailed: true) == "stay")
        #expect(verdict([90, .nan]) == "stay")
    }

    @Test("four cheap windows in a row resume; any dear one begins the count anew")
    func resume() {
        #expect(verdict([90, 40, 40, 40], isCurtailed: true) == "stay")
        #expect(verdict([90, 40, 40, 40, 40], isCurtailed: true) == "resume")
        #expect(verdict([40, 40, 80, 40, 40, 40], isCurtailed: true) == "stay")
        #expect(verdict([40, 40, nil, 40, 40, 40], isCurtailed: true) == "stay")
        #expect(verdict([-20, -20, -20, -20], isCurtailed: true) == "resume")
    }

    @Test("one window above the second price curtails at once")
    func immediate() {
        var rule = PriceRule(strikeUSDPerMWh: 80)
        rule.immediateUSDPerMWh = 150
        #expect(verdict([40, 149], rule) == "stay")
        #expect(verdict([40, 150], rule) == "curtail")
    }

    @Test("each finding has a code of its own, figures and a sentence with them")
    func findings() {
        let all: [RuleFinding] = [
            .outsideHours, .inHours(beginsAt: begin), .noPrice(minutes: 30), .noPriceResumes(minutes: 30), .awaitsPrice,
            .cheapSoFar(usdPerMWh: 40.5, strike: 80, windows: 1, wanted: 4), .cheapEnough(usdPerMWh: 40.5, strike: 80, windows: 4),
            .dearSoFar(usdPerMWh: 90.25, strike: 80, windows: 1, wanted: 2), .dearEnough(usdPerMWh: 90.25, strike: 80, windows: 2),
            .farTooDear(usdPerMWh: 150, limit: 120), .powerUnknown, .planMoves(watts: 9, capWatts: 8), .aboveCap(watts: 9, capWatts: 8),
            .belowCap(watts: 7, capWatts: 8), .noRoom(watts: 7, capWatts: 8, moreWatts: 6), .room(watts: 1, capWatts: 8, moreWatts: 6),
            .nothingToShed(minutes: 15), .minersReturn, .endedByMember(until: begin),
        ]
        #expect(Set(all.map(\.code)).count == all.count && Set(all.map(\.message)).count == all.count)
        #expect(all[8].code == "dear_enough")
        #expect(all[8].values == #"{"usd_per_mwh":90.25,"strike_usd_per_mwh":80,"windows":2}"#)
        #expect(all[8].message == "90.25 USD/MWh, at or above 80 for 2 windows in a row.")
        #expect(all[1].values == #"{"begins_at":"2026-11-21T12:00:00Z"}"#)
    }

    @Test("a feed that broke neither curtails nor keeps miners off; a price of the future does not count yet")
    func feed() {
        let rule = PriceRule(strikeUSDPerMWh: 80)
        let known = windows([90, 90])
        #expect(rule.verdict(known, isCurtailed: false, now: begin.adding(seconds: 901)) == .stay(.awaitsPrice))
        #expect(rule.verdict(known, isCurtailed: true, now: begin.adding(seconds: 2_000)) == .stay(.awaitsPrice))
        #expect(rule.verdict(known, isCurtailed: true, now: begin.adding(seconds: 2_101)) == .resume(.noPriceResumes(minutes: 30)))
        #expect(rule.verdict([], isCurtailed: false, now: begin) == .stay(.noPrice(minutes: 30)))
        #expect(
            rule.verdict(known, isCurtailed: false, now: begin.adding(seconds: 200))
                == .stay(.dearSoFar(usdPerMWh: 90, strike: 80, windows: 1, wanted: 2)))
    }

    @Test("two cheap corrections of the same window are one window")
    func corrections() {
        let twice = windows([90, 90]) + windows([90, 40])
        let now = begin.adding(seconds: 310)
        let expected = RuleVerdict.stay(.dearSoFar(usdPerMWh: 40, strike: 80, windows: 0, wanted: 2))
        #expect(PriceRule(strikeUSDPerMWh: 80).verdict(twice, isCurtailed: false, now: now) == expected)
    }

    @Test("a cap sheds down to its margin, waits while something moves, and gives back only what fits")
    func cap() {
        let rule = PowerCapRule(capWatts: 1_000_000, marginPercent: 3)
        let held = [PowerCapRule.Held(planId: 4, watts: 100_000), PowerCapRule.Held(planId: 9, watts: 50_000)]
        #expect(rule.wish(watts: 1_000_000, held: [], isMoving: false) == .stay(.belowCap(watts: 1_000_000, capWatts: 1_000_000)))
        guard case .curtail(970_000, _) = rule.wish(watts: 1_000_001, held: [], isMoving: false) else {
            Issue.record("above the cap nothing is shed")
            return
        }
        #expect(rule.wish(watts: 1_200_000, held: held, isMoving: true).isStay)
        #expect(rule.wish(watts: 921_000, held: held, isMoving: false).isStay)
        guard case .resume(9, _) = rule.wish(watts: 920_000, held: held, isMoving: false) else {
            Issue.record("what fits is not given back, the youngest first")
            return
        }
        #expect(rule.wish(watts: nil, held: held, isMoving: false).isStay)
    }

    @Test("what does not fit below the cap must not end by its time; miners on their way back are counted, and do not blind the rule")
    func capHolds() {
        let rule = PowerCapRule(capWatts: 1_000_000, marginPercent: 3)
        let held = [PowerCapRule.Held(planId: 4, watts: 100_000)]
        #expect(rule.wish(watts: 950_000, held: held, isMoving: false).needsHeld, "no room")
        #expect(rule.wish(watts: 1_000_001, held: held, isMoving: false).needsHeld, "above the cap")
        #expect(rule.wish(watts: 1_000_001, held: held, isMoving: true).needsHeld, "a second plan is on its way")
        #expect(!rule.wish(watts: 700_000, held: held, isMoving: false).needsHeld, "it fits")
        #expect(!rule.wish(watts: nil, held: held, isMoving: false).needsHeld, "nobody knows: miners come back at the latest")
        guard case .resume(4, _) = rule.wish(watts: 800_000, held: held, returningWatts: 70_000, isMoving: false) else {
            Issue.record("what fits beside those on their way back is not given back")
            return
        }
        #expect(rule.wish(watts: 800_000, held: held, returningWatts: 70_001, isMoving: false).isStay)
        let states = PlanState.allCases.filter { RulePlan(id: 1, state: $0).isMoving }
        #expect(states == [.pending, .approved, .executing])
    }

    @Test("a load that swings around the cap does not make plans come and go", arguments: UInt64(0)..<20)
    func hysteresis(seed: UInt64) {
        var random = SeededRandom(seed)
        let rule = PowerCapRule(capWatts: 1_000_000, marginPercent: 5)
        var held: [PowerCapRule.Held] = []
        var switches = 0
        for _ in 0..<500 {
            // Up to two percent either way, around a load just above the cap.
            let load = 1_005_000 + Double.random(in: -20_000...20_000, using: &random)
            let watts = load - held.reduce(0) { $0 + $1.watts }
            switch rule.wish(watts: watts, held: held, isMoving: false) {
            case .curtail(let left, _):
                held.append(.init(planId: Int64(switches), watts: watts - Double(left)))
                switches += 1
                #expect(load - held.reduce(0) { $0 + $1.watts } <= 1_000_000)
            case .resume(let id, _):
                held.removeAll { $0.planId == id }
                switches += 1
            case .stay: #expect(watts <= 1_000_000, "seed \(seed)")
            }
        }
        #expect(switches <= 4, "seed \(seed)")
    }
}

extension PowerCapRule.Wish {
    var isStay: Bool { if case .stay = self { true } else { false } }
}
