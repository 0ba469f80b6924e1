import PluginKit
import TestSupport
import Testing

@testable import CRM

@Suite struct CalendarDayTests {
    @Test("days are read, written and counted, leap years and centuries included")
    func known() throws {
        #expect(CalendarDay("1970-01-01")?.number == 0)
        #expect(CalendarDay("2000-02-29")?.number == 11_016)
        #expect(CalendarDay("2026-11-22")?.number == 20_779)
        #expect(CalendarDay("0001-01-01")?.number == -719_162)
        #expect(CalendarDay.first(year: 2026, month: 13).text == "2027-01-01")
        #expect(try #require(CalendarDay("2024-02-28")).adding(days: 2).text == "2024-03-01")
    }

    @Test(
        "what is no day is none",
        arguments: ["2026-02-29", "1900-02-29", "2026-13-01", "2026-00-01", "2026-1-1", "2026-01-32", "", "26-01-01", "2026-01-0٣"])
    func none(text: String) { #expect(CalendarDay(text) == nil) }

    @Test("whatever the day, its text leads back to it, and it is the one that times know")
    func roundTrip() throws {
        let seed = UInt64.random(in: .min ... .max)
        var source = SeededRandom(seed)
        for _ in 0..<2_000 {
            let day = CalendarDay(number: Int.random(in: -700_000...2_000_000, using: &source))
            #expect(CalendarDay(day.text) == day, "seed \(seed)")
            let time = Timestamp(unixMicros: Int64(day.number) * 86_400_000_000)
            #expect(time.rfc3339.hasPrefix(day.text), "seed \(seed)")
        }
    }
}
