package import Foundation

/// Five fields of a crontab line: minute, hour, day of month, month, day of week.
///
/// Lists, ranges, steps and English names are read as crontab(5) has them; if both days are restricted either matches.
package struct CronExpression: Hashable, Sendable {
    package let text: String
    private let minutes: UInt64
    private let hours: UInt64
    private let daysOfMonth: UInt64
    private let months: UInt64
    private let daysOfWeek: UInt64
    private let bothDaysRestricted: Bool

    /// - Throws: ``CronError`` that names the field and what it may hold.
    package init(_ text: String) throws(CronError) {
        let fields = text.split(whereSeparator: { $0 == " " || $0 == "\t" })
        guard fields.count == 5 else {
            throw CronError(field: "expression", found: text, expected: "five fields: minute hour day-of-month month day-of-week")
        }
        self.text = text
        minutes = try CronField.minute.parse(fields[0])
        hours = try CronField.hour.parse(fields[1])
        daysOfMonth = try CronField.dayOfMonth.parse(fields[2])
        months = try CronField.month.parse(fields[3])
        let days = try CronField.dayOfWeek.parse(fields[4])
        daysOfWeek = (days | days >> 7) & 0x7F
        bothDaysRestricted = !fields[2].hasPrefix("*") && !fields[4].hasPrefix("*")
    }

    /// The first matching minute after a point in time, in a time zone; nil if none comes within eight years (31 February).
    ///
    /// An hour that the clock skips in spring does not match; one that it repeats in autumn matches once.
    package func next(after date: Date, in timeZone: TimeZone) -> Date? {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = timeZone
        let now = calendar.dateComponents([.year, .month, .day], from: date)
        guard let year = now.year, let month = now.month, let day = now.day else { return nil }
        let today = CivilDay(year: year, month: month, day: day)
        for offset in 0..<(8 * 366) {
            let candidate = today.adding(days: offset)
            if matches(candidate), let found = firstMinute(of: candidate, after: date, calendar) { return found }
        }
        return nil
    }

    private func matches(_ day: CivilDay) -> Bool {
        guard months & (1 << UInt64(day.month)) != 0 else { return false }
        let matchesMonthDay = daysOfMonth & (1 << UInt64(day.day)) != 0
        let matchesWeekday = daysOfWeek & (1 << UInt64(day.weekday)) != 0
        return bothDaysRestricted ? matchesMonthDay || matchesWeekday : matchesMonthDay && matchesWeekday
    }

    private func firstMinute(of day: CivilDay, after date: Date, _ calendar: Calendar) -> Date? {
        for hour in 0..<24 where hours & (1 << UInt64(hour)) != 0 {
            // The last minute of an hour that has passed tells that all its minutes have.
            let start = calendar.date(from: DateComponents(year: day.year, month: day.month, day: day.day, hour: hour))
            if let start, start.addingTimeInterval(2 * 3_600) <= date { continue }
            for minute in 0..<60 where minutes & (1 << UInt64(minute)) != 0 {
                let parts = DateComponents(year: day.year, month: day.month, day: day.day, hour: hour, minute: minute)
                guard let candidate = calendar.date(from: parts), candidate > date else { continue }
                let read = calendar.dateComponents([.hour, .minute], from: candidate)
                if read.hour == hour && read.minute == minute { return candidate }
            }
        }
        return nil
    }
}
