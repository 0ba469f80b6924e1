import PluginKit
import PostgresClient
import Testing

@testable import Hosting

extension StatementTests {
    /// The hours of the day before to the day after a moment, as they begin and end in UTC.
    private func hours(_ zone: String, at start: String, minutes: Int64, around now: String) async throws -> [String: String] {
        let world = try await StatementTests.world.value
        guard let start = QuietHours.minute(start), let now = Timestamp(rfc3339: now) else { return [:] }
        let rows = try await world.rows(
            .north, "weekly_hours", .text(try ZoneName(zone).stored), .int(start), .int(minutes * 60), .timestamp(micros: now.unixMicros),
            .int(1), .int(1))
        #expect(rows.count == 3)
        func minute(_ seconds: String?) -> String {
            let time = Timestamp(unixMicros: (seconds.flatMap { Int64($0) } ?? 0) * 1_000_000)
            return time.rfc3339.prefix(16) + "Z"
        }
        return Dictionary(uniqueKeysWithValues: rows.map { (minute($0["begins_at"]), minute($0["ends_at"])) })
    }

    @Test("weekly hours follow the clocks of their zone where these change, in spring and in autumn")
    func clocksChange() async throws {
        // Oslo: +1 until 2026-03-29T01:00Z, +2 until 2026-10-25T01:00Z.
        #expect(
            try await hours("Europe/Oslo", at: "17:00", minutes: 120, around: "2026-03-29T12:00:00Z") == [
                "2026-03-28T16:00Z": "2026-03-28T18:00Z", "2026-03-29T15:00Z": "2026-03-29T17:00Z",
                "2026-03-30T15:00Z": "2026-03-30T17:00Z",
            ], "the same time of the clock, an hour earlier for the world")
        let springDay = try await hours("Europe/Oslo", at: "00:00", minutes: 1_440, around: "2026-03-29T12:00:00Z")
        #expect(springDay["2026-03-28T23:00Z"] == "2026-03-29T22:00Z", "a day of 23 hours")
        let autumnDay = try await hours("Europe/Oslo", at: "00:00", minutes: 1_440, around: "2026-10-25T12:00:00Z")
        #expect(autumnDay["2026-10-24T22:00Z"] == "2026-10-25T23:00Z", "a day of 25 hours")
        let skipped = try await hours("Europe/Oslo", at: "02:30", minutes: 60, around: "2026-03-29T12:00:00Z")
        #expect(skipped["2026-03-29T01:30Z"] == "2026-03-29T02:30Z", "an hour that the clocks skip comes after the skip")
        let twice = try await hours("Europe/Oslo", at: "02:30", minutes: 60, around: "2026-10-25T12:00:00Z")
        #expect(twice["2026-10-25T01:30Z"] == "2026-10-25T02:30Z", "an hour that comes twice counts the second time")
        // New York the other way round: -5 until 2026-03-08T07:00Z, -4 until 2026-11-01T06:00Z.
        let west = try await hours("America/New_York", at: "23:30", minutes: 240, around: "2026-10-31T18:00:00Z")
        #expect(west["2026-11-01T03:30Z"] == "2026-11-01T08:30Z", "across the change they end when the clock says so")
        let fixed = try await hours("UTC+5:30", at: "17:30", minutes: 60, around: "2026-10-25T12:00:00Z")
        #expect(fixed["2026-10-25T12:00Z"] == "2026-10-25T13:00Z")
    }

    @Test("a zone that nobody knows is an error of its own")
    func unknownZone() async throws {
        let error = await #expect(throws: PostgresError.self) {
            _ = try await hours("Moon/Base", at: "17:00", minutes: 60, around: "2026-10-25T12:00:00Z")
        }
        #expect("\(String(describing: error))".contains("22023"))
    }
}
