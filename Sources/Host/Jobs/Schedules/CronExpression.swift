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
        var day = calendar.startOfDay(for: date)
        for _ in 0..<(8 * 366) {
            if matchesDay(day, calendar), let found = firstMinute(of: day, after: date, calendar) { return found }
            guard let tomorrow = calendar.date(byAdding: .day, value: 1, to: day) else { return nil }
            day = calendar.startOfDay(for: tomorrow)
        }
        return nil
    }

    private func matchesDay(_ day: Date, _ calendar: Calendar) -> Bool {
        let parts = calendar.dateComponents([.day, .month, .weekday], from: day)
        guard let dayOfMonth = parts.day, let month = parts.month, let weekday = parts.weekday else { return false }
        guard months & (1 << UInt64(month)) != 0 else { return false }
        let matchesMonthDay = daysOfMonth & (1 << UInt64(dayOfMonth)) != 0
        let matchesWeekday = daysOfWeek & (1 << UInt64(weekday - 1)) != 0
        return bothDaysRestricted ? matchesMonthDay || matchesWeekday : matchesMonthDay && matchesWeekday
    }

    private func firstMinute(of day: Date, after date: Date, _ calendar: Calendar) -> Date? {
        for hour in 0..<24 where hours & (1 << UInt64(hour)) != 0 {
            for minute in 0..<60 where minutes & (1 << UInt64(minute)) != 0 {
                guard let candidate = calendar.date(bySettingHour: hour, minute: minute, second: 0, of: day), candidate > date else { continue }
                let parts = calendar.dateComponents([.hour, .minute], from: candidate)
                if parts.hour == hour && parts.minute == minute { return candidate }
            }
        }
        return nil
    }
}
