import PluginKit

/// Asks the database, which knows every place's clocks, when weekly hours begin and end.
struct WeeklyClock: Sendable {
    let context: PluginContext

    /// Every day's hours around a moment, by the day. Throws `.invalidArgument` for a zone that is not known.
    func days(of window: WeeklyWindow, around now: Timestamp) async throws -> [WeeklyWindow.Hours] {
        let rows: Rows
        do throws(PluginError) {
            rows = try await context.database.query(
                "weekly_hours", .text(window.zone.stored), .integer(Int64(window.startMinute)), .integer(window.durationSeconds),
                .timestamp(now), .integer(window.daysBack), .integer(WeeklyWindow.daysAhead))
        } catch {
            throw ZoneName.fault(error, window.zone)
        }
        return try rows.decode()
    }
}
