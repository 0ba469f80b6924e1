/// A day of the Gregorian calendar, from year 1 on. Pure.
struct CalendarDay: Hashable, Sendable, Comparable {
    /// Days since 1970-01-01.
    let number: Int

    init(number: Int) { self.number = number }

    /// Reads `2026-01-31`; nil if there is no such day.
    init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].count == 4, parts[1].count == 2, parts[2].count == 2,
            parts.allSatisfy({ $0.allSatisfy(\.isASCII) }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]), year >= 1, (1...12).contains(month), day >= 1
        else { return nil }
        number = Self.number(year: year, month: month) + day - 1
        guard self.text == text else { return nil }
    }

    /// The first day of a month, from 1; months beyond 12 are those of the following years.
    static func first(year: Int, month: Int) -> CalendarDay {
        CalendarDay(number: number(year: year + (month - 1) / 12, month: (month - 1) % 12 + 1))
    }

    var year: Int { civil.year }
    /// From 1.
    var month: Int { civil.month }
    /// `2026-01-31`.
    var text: String {
        let (year, month, day) = civil
        func padded(_ number: Int, _ width: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(0, width - text.count)) + text
        }
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }

    func adding(days: Int) -> CalendarDay { CalendarDay(number: number + days) }

    static func < (left: CalendarDay, right: CalendarDay) -> Bool { left.number < right.number }

    /// Of the first day of a month: years of 400 years' cycles that begin in March, so that the leap day is the last.
    private static func number(year: Int, month: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let (era, ofEra) = (shifted / 400, shifted % 400)
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5
        return era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + dayOfYear - 719_468
    }

    private var civil: (year: Int, month: Int, day: Int) {
        let shifted = number + 719_468
        let (era, ofEra) = (shifted / 146_097, shifted % 146_097)
        let yearOfEra = (ofEra - ofEra / 1_460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let dayOfYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }
}
