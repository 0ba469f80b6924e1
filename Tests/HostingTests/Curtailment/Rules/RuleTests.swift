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

    @Test("a feed that broke neither curtails nor keeps miners off; a price of the future does not count yet")
    func feed() {
        let rule = PriceRule(strikeUSDPerMWh: 80)
        let known = windows([90, 90])
        #expect(rule.verdict(known, isCurtailed: false, now: begin.adding(seconds: 901)) == .stay("Waits for a price of now."))
        #expect(rule.verdict(known, isCurtailed: true, now: begin.adding(seconds: 2_000)) == .stay("Waits for a price of now."))
        #expect(rule.verdict(known, isCurtailed: true, now: begin.adding(seconds: 2_101)).reason.hasPrefix("No price for 30 minutes."))
        #expect(rule.verdict([], isCurtailed: false, now: begin) == .stay("No price for 30 minutes."))
        #expect(rule.verdict(known, isCurtailed: false, now: begin.adding(seconds: 200)).reason.contains("1 of 2"))
    }

    @Test("two cheap corrections of the same window are one window")
    func corrections() {
        let twice = windows([90, 90]) + windows([90, 40])
        let now = begin.adding(seconds: 310)
        #expect(PriceRule(strikeUSDPerMWh: 80).verdict(twice, isCurtailed: false, now: now).reason.contains("0 of 2"))
    }

    @Test("a cap sheds down to its margin, waits while something moves, and gives back only what fits")
    func cap() {
        let rule = PowerCapRule(capWatts: 1_000_000, marginPercent: 3)
        let held = [PowerCapRule.Held(planId: 4, watts: 100_000), PowerCapRule.Held(planId: 9, watts: 50_000)]
        #expect(rule.wish(watts: 1_000_000, held: [], isMoving: false) == .stay("1000000 W of 1000000 W."))
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

    @Test("a weekly window is found while it lasts, across midnight, weeks and zones")
    func weekly() {
        // Saturday, 2026-11-21.
        let window = WeeklyWindow(weekdays: [6], startMinute: 23 * 60, durationSeconds: 7_200)
        #expect(window.begin(around: begin) == nil)
        let late = begin.adding(seconds: 11 * 3_600)
        #expect(window.begin(around: late) == late)
        #expect(window.begin(around: late.adding(seconds: -30), lead: 60) == late)
        #expect(window.begin(around: late.adding(seconds: 7_199)) == late)
        #expect(window.begin(around: late.adding(seconds: 7_200)) == nil)
        let east = WeeklyWindow(weekdays: [7], startMinute: 60, durationSeconds: 3_600, utcOffsetMinutes: 480)
        #expect(east.begin(around: begin.adding(seconds: 5.5 * 3_600)) == begin.adding(seconds: 5 * 3_600))
        let west = WeeklyWindow(weekdays: [5], startMinute: 1_380, durationSeconds: 86_400 * 2, utcOffsetMinutes: -300)
        #expect(west.begin(around: begin) == begin.adding(seconds: -8 * 3_600))
    }

    @Test("the next begin of a weekly window is the first after a moment, in its own zone", arguments: UInt64(0)..<10)
    func next(seed: UInt64) {
        var random = SeededRandom(seed)
        for _ in 0..<200 {
            let window = WeeklyWindow(
                weekdays: Set((0..<2).map { _ in Int.random(in: 1...7, using: &random) }),
                startMinute: Int.random(in: 0..<1_440, using: &random),
                durationSeconds: 60, utcOffsetMinutes: Int.random(in: -720...840, using: &random))
            let now = begin.adding(seconds: Double.random(in: -4e8...4e8, using: &random).rounded())
            guard let next = window.next(after: now) else {
                Issue.record("seed \(seed): none")
                continue
            }
            #expect(next > now && window.begin(around: next) == next, "seed \(seed)")
            // None lies between: a window that lasts until then would have begun at it.
            let long = WeeklyWindow(
                weekdays: window.weekdays, startMinute: window.startMinute, durationSeconds: next.micros(since: now) / 1_000_000,
                utcOffsetMinutes: window.utcOffsetMinutes)
            #expect(long.begin(around: next.adding(seconds: -1)).map { $0 <= now } ?? true, "seed \(seed)")
        }
        #expect(WeeklyWindow(weekdays: [], startMinute: 0, durationSeconds: 60).next(after: begin) == nil)
    }

    @Test("a window that holds a moment began before it and ends after it", arguments: UInt64(0)..<10)
    func windows(seed: UInt64) {
        var random = SeededRandom(seed)
        for _ in 0..<200 {
            let window = WeeklyWindow(
                weekdays: Set((0..<3).map { _ in Int.random(in: 1...7, using: &random) }),
                startMinute: Int.random(in: 0..<1_440, using: &random),
                durationSeconds: Int64.random(in: 60...604_800, using: &random),
                utcOffsetMinutes: Int.random(in: -720...840, using: &random))
            let now = begin.adding(seconds: Double.random(in: -4e8...4e8, using: &random).rounded())
            guard let found = window.begin(around: now) else { continue }
            #expect(found <= now && found.adding(seconds: Double(window.durationSeconds)) > now, "seed \(seed)")
            let local = found.unixMicros / 60_000_000 + Int64(window.utcOffsetMinutes)
            #expect(((local % 1_440) + 1_440) % 1_440 == Int64(window.startMinute), "seed \(seed)")
        }
    }
}

extension PowerCapRule.Wish {
    var isStay: Bool { if case .stay = self { true } else { false } }
}
