import PluginKit

/// The same hours on chosen days of every week. Pure.
struct WeeklyWindow: Sendable, Equatable {
    /// 1 for Monday to 7 for Sunday.
    var weekdays: Set<Int>
    /// Since midnight, local time.
    var startMinute: Int
    var durationSeconds: Int64
    /// Local time's lead on UTC.
    var utcOffsetMinutes = 0

    private static let dayMicros: Int64 = 86_400_000_000
    private static let minuteMicros: Int64 = 60_000_000

    /// The begin of the window that holds a moment, or begins within `lead` seconds after it; nil where there is none.
    func begin(around now: Timestamp, lead: Int64 = 0) -> Timestamp? {
        let latest = now.unixMicros + lead * 1_000_000
        let local = latest + Int64(utcOffsetMinutes) * WeeklyWindow.minuteMicros
        let today = WeeklyWindow.day(local)
        // A window may have begun as many days ago as it lasts.
        for back in 0...(durationSeconds / 86_400 + 1) {
            let day = today - back
            guard weekdays.contains(WeeklyWindow.weekday(day)) else { continue }
            let begin = begin(day)
            if begin <= latest, begin + durationSeconds * 1_000_000 > now.unixMicros { return Timestamp(unixMicros: begin) }
        }
        return nil
    }

    /// The first begin after a moment; nil without a day.
    func next(after now: Timestamp) -> Timestamp? {
        let local = now.unixMicros + Int64(utcOffsetMinutes) * WeeklyWindow.minuteMicros
        let today = WeeklyWindow.day(local)
        for day in today...(today + 7) where weekdays.contains(WeeklyWindow.weekday(day)) {
            let begin = begin(day)
            if begin > now.unixMicros { return Timestamp(unixMicros: begin) }
        }
        return nil
    }

    /// When the window of a local day begins, in UTC.
    private func begin(_ day: Int64) -> Int64 {
        day * WeeklyWindow.dayMicros + Int64(startMinute - utcOffsetMinutes) * WeeklyWindow.minuteMicros
    }

    private static func day(_ micros: Int64) -> Int64 { micros >= 0 ? micros / dayMicros : (micros - dayMicros + 1) / dayMicros }

    /// 1970-01-01 was a Thursday.
    private static func weekday(_ day: Int64) -> Int { Int(((day + 3) % 7 + 7) % 7) + 1 }
}
