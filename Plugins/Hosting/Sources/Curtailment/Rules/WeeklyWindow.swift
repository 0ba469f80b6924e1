import PluginKit

/// The same hours on chosen days of every week, as the clocks of a place show them. Pure.
struct WeeklyWindow: Sendable, Equatable {
    /// 1 for Monday to 7 for Sunday.
    var weekdays: Set<Int>
    /// Since midnight, local time.
    var startMinute: Int
    /// By the clocks: where they are changed meanwhile it is an hour more or less.
    var durationSeconds: Int64
    var zone = ZoneName.utc

    /// One day's hours, whatever the day is.
    struct Hours: Sendable, Equatable {
        /// The local day in which they begin, counted from 1970-01-01.
        let day: Int64
        let beginsAt: Timestamp
        let endsAt: Timestamp
    }

    /// Days before today on which hours may have begun that last still, and after it until each day of the week has come.
    var daysBack: Int64 { durationSeconds / 86_400 + 1 }
    static let daysAhead: Int64 = 8

    /// From one begin to the next, at the least, by the clocks.
    var leastDistanceSeconds: Int64 {
        let days = weekdays.sorted()
        let distances = zip(days, days.dropFirst() + days.prefix(1).map { $0 + 7 }).map { $1 - $0 }
        return Int64(distances.min() ?? 7) * 86_400
    }

    /// The hours that hold a moment, or begin within `lead` seconds after it; nil where there are none.
    ///
    /// - Parameter days: Every day's hours, by the day.
    func hours(around now: Timestamp, lead: Int64 = 0, of days: [Hours]) -> Hours? {
        let latest = now.adding(seconds: Double(lead))
        return days.last { weekdays.contains(WeeklyWindow.weekday($0.day)) && $0.beginsAt <= latest && $0.endsAt > now }
    }

    /// The first hours that begin after a moment; nil without a day.
    func next(after now: Timestamp, of days: [Hours]) -> Hours? {
        days.first { weekdays.contains(WeeklyWindow.weekday($0.day)) && $0.beginsAt > now }
    }

    /// 1970-01-01 was a Thursday.
    private static func weekday(_ day: Int64) -> Int { Int(((day + 3) % 7 + 7) % 7) + 1 }
}

extension WeeklyWindow.Hours: RowDecodable {
    /// Reads a row of `weekly_hours`.
    init(row: Row) throws {
        day = try row["day"]
        beginsAt = try row["begins_at"]
        endsAt = try row["ends_at"]
    }
}
