import Testing

@testable import CRM

@Suite struct MachineMonthsTests {
    private func months(_ machines: Int, _ from: String, _ to: String) throws -> MachineMonths {
        MachineMonths(machines: machines, from: try #require(CalendarDay(from)), to: try #require(CalendarDay(to)))
    }

    @Test("a whole month is one, however long it is, and a quarter is three")
    func wholeMonths() throws {
        for (from, to) in [
            ("2026-01-01", "2026-01-31"), ("2026-02-01", "2026-02-28"), ("2024-02-01", "2024-02-29"), ("2026-04-01", "2026-04-30"),
        ] {
            #expect(try months(120, from, to) == MachineMonths(parts: 120 * MachineMonths.partsOfMonth), "\(from)")
        }
        #expect(try months(2, "2025-12-01", "2026-02-28").text == "6")
        #expect(try months(120, "2026-01-01", "2026-01-31").times("12.3456").text == "1481.4720")
    }

    @Test("a part of a month is its days by the days of that month")
    func parts() throws {
        // 15 of 31 days, 12 a month: 180 / 31.
        #expect(try months(1, "2020-01-01", "2020-01-15").times("12").text == "5.806451612903225806")
        #expect(try months(1, "2020-01-01", "2020-01-15").text == "0.4839")
        // 14 of 28 days, and of the leap year's 29.
        #expect(try months(1, "2026-02-15", "2026-02-28").times("31").text == "15.500000000000000000")
        #expect(try months(1, "2024-02-15", "2024-02-28").times("29").text == "14.000000000000000000")
        // 17 of 31 days of January, all of February, 3 of 31 of March: 1 + 20/31.
        #expect(try months(1, "2026-01-15", "2026-03-03").times("31").text == "51.000000000000000000")
        #expect(try months(1, "2026-05-07", "2026-05-07").times("31").text == "1.000000000000000000")
        #expect(try months(0, "2026-05-07", "2026-05-08").times("31").isZero)
    }

    @Test("two parts of a month cost what the month costs, wherever it is cut")
    func cuts() throws {
        for month in ["2026-01", "2026-02", "2024-02", "2026-04"] {
            let first = try #require(CalendarDay("\(month)-01"))
            let next = CalendarDay.first(year: first.year, month: first.month + 1)
            for cut in (first.number + 1)..<next.number {
                let before = MachineMonths(machines: 7, from: first, to: CalendarDay(number: cut - 1))
                let after = MachineMonths(machines: 7, from: CalendarDay(number: cut), to: next.adding(days: -1))
                #expect(before.parts + after.parts == 7 * MachineMonths.partsOfMonth, "\(month), \(cut)")
            }
        }
    }
}
