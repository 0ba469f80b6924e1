import PluginKit
import TestSupport
import Testing

@testable import Hosting

@Suite("Weekly hours")
struct WeeklyWindowTests {
    /// Saturday, 2026-11-21.
    private let begin = Timestamp(rfc3339: "2026-11-21T12:00:00Z")!

    /// Every day's hours of clocks that lead UTC by so much, as the database tells them.
    private func days(_ window: WeeklyWindow, _ leadMinutes: Int = 0, around now: Timestamp) -> [WeeklyWindow.Hours] {
        let local = now.unixMicros / 60_000_000 + Int64(leadMinutes)
        let today = local >= 0 ? local / 1_440 : (local - 1_439) / 1_440
        return (today - window.daysBack...today + WeeklyWindow.daysAhead).map { day in
            let start = Timestamp(unixMicros: (day * 1_440 + Int64(window.startMinute - leadMinutes)) * 60_000_000)
            return .init(day: day, beginsAt: start, endsAt: start.adding(seconds: Double(window.durationSeconds)))
        }
    }

    @Test("are found while they last, before they begin by the lead, across midnight, weeks and zones")
    func found() {
        let window = WeeklyWindow(weekdays: [6], startMinute: 23 * 60, durationSeconds: 7_200)
        func found(_ now: Timestamp, lead: Int64 = 0) -> Timestamp? {
            window.hours(around: now, lead: lead, of: days(window, around: now))?.beginsAt
        }
        #expect(found(begin) == nil)
        let late = begin.adding(seconds: 11 * 3_600)
        #expect(found(late) == late)
        #expect(found(late.adding(seconds: -30), lead: 60) == late)
        #expect(found(late.adding(seconds: 7_199)) == late)
        #expect(found(late.adding(seconds: 7_200)) == nil)
        let east = WeeklyWindow(weekdays: [7], startMinute: 60, durationSeconds: 3_600)
        let now = begin.adding(seconds: 5.5 * 3_600)
        #expect(east.hours(around: now, of: days(east, 480, around: now))?.beginsAt == begin.adding(seconds: 5 * 3_600))
        let west = WeeklyWindow(weekdays: [5], startMinute: 1_380, durationSeconds: 86_400 * 2)
        #expect(west.hours(around: begin, of: days(west, -300, around: begin))?.beginsAt == begin.adding(seconds: -8 * 3_600))
    }

    @Test("that follow are the first after a moment, in their own zone", arguments: UInt64(0)..<10)
    func next(seed: UInt64) {
        var random = SeededRandom(seed)
        for _ in 0..<200 {
            let lead = Int.random(in: -720...840, using: &random)
            let window = WeeklyWindow(
                weekdays: Set((0..<2).map { _ in Int.random(in: 1...7, using: &random) }),
                startMinute: Int.random(in: 0..<1_440, using: &random), durationSeconds: 60)
            let now = begin.adding(seconds: Double.random(in: -4e8...4e8, using: &random).rounded())
            guard let next = window.next(after: now, of: days(window, lead, around: now))?.beginsAt else {
                Issue.record("seed \(seed): none")
                continue
            }
            let then = days(window, lead, around: next)
            #expect(next > now && window.hours(around: next, of: then)?.beginsAt == next, "seed \(seed)")
            // None lies between: hours that last until then would have begun at it.
            var long = window
            long.durationSeconds = next.micros(since: now) / 1_000_000
            let last = next.adding(seconds: -1)
            #expect(long.hours(around: last, of: days(long, lead, around: last)).map { $0.beginsAt <= now } ?? true, "seed \(seed)")
        }
        let never = WeeklyWindow(weekdays: [], startMinute: 0, durationSeconds: 60)
        #expect(never.next(after: begin, of: days(never, around: begin)) == nil)
    }

    @Test("that hold a moment began before it and end after it", arguments: UInt64(0)..<10)
    func holding(seed: UInt64) {
        var random = SeededRandom(seed)
        for _ in 0..<200 {
            let lead = Int.random(in: -720...840, using: &random)
            let window = WeeklyWindow(
                weekdays: Set((0..<3).map { _ in Int.random(in: 1...7, using: &random) }),
                startMinute: Int.random(in: 0..<1_440, using: &random), durationSeconds: Int64.random(in: 60...604_800, using: &random))
            let now = begin.adding(seconds: Double.random(in: -4e8...4e8, using: &random).rounded())
            guard let found = window.hours(around: now, of: days(window, lead, around: now)) else { continue }
            #expect(found.beginsAt <= now && found.endsAt > now, "seed \(seed)")
        }
    }
}
