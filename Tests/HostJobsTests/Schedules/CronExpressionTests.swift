import Foundation
import TestSupport
import Testing

@testable import HostJobs

@Suite("Cron expressions")
struct CronExpressionTests {
    private func next(_ cron: String, after: String, zone: String = "UTC") throws -> String? {
        let format = ISO8601DateFormatter()
        let date = try #require(format.date(from: after))
        let timeZone = try #require(TimeZone(identifier: zone))
        return try CronExpression(cron).next(after: date, in: timeZone).map(format.string(from:))
    }

    @Test(
        "the next time is the first matching minute after now",
        arguments: [
            ("* * * * *", "2026-01-01T00:00:00Z", "2026-01-01T00:01:00Z"),
            ("*/15 * * * *", "2026-01-01T00:14:59Z", "2026-01-01T00:15:00Z"),
            ("15 3 * * *", "2026-01-01T03:15:00Z", "2026-01-02T03:15:00Z"),
            ("0 0 1 * *", "2026-01-31T12:00:00Z", "2026-02-01T00:00:00Z"),
            ("0 9-17/4 * * mon-fri", "2026-11-20T17:30:00Z", "2026-11-23T09:00:00Z"),
            ("0 0 29 2 *", "2026-03-01T00:00:00Z", "2028-02-29T00:00:00Z"),
            ("30 6 * jan,jul sun", "2026-01-31T00:00:00Z", "2026-07-05T06:30:00Z"),
            ("0 0 13 * 5", "2026-11-14T00:00:00Z", "2026-11-20T00:00:00Z"),
            ("0 0 * * 7", "2026-11-21T00:00:00Z", "2026-11-22T00:00:00Z"),
        ])
    func nextTime(cron: String, after: String, expected: String) throws {
        #expect(try next(cron, after: after) == expected)
    }

    @Test("a date that never comes has no next time")
    func never() throws {
        #expect(try next("0 0 31 2 *", after: "2026-01-01T00:00:00Z") == nil)
    }

    @Test("an hour that the clock skips in spring is left out")
    func springForward() throws {
        // Berlin goes from 02:00 to 03:00 on 29 March 2026.
        #expect(try next("30 2 * * *", after: "2026-03-28T12:00:00Z", zone: "Europe/Berlin") == "2026-03-30T00:30:00Z")
    }

    @Test("times are those of the zone")
    func zone() throws {
        #expect(try next("0 8 * * *", after: "2026-07-01T00:00:00Z", zone: "Asia/Shanghai") == "2026-07-02T00:00:00Z")
    }

    @Test(
        "a wrong field is named, with what it may hold",
        arguments: [
            ("60 * * * *", "minute"), ("* 24 * * *", "hour"), ("* * 0 * *", "day of month"), ("* * * 13 *", "month"),
            ("* * * * 8", "day of week"),
            ("5-1 * * * *", "minute"), ("*/0 * * * *", "minute"), ("1,,2 * * * *", "minute"), ("* * * *", "expression"), ("", "expression"),
            ("a * * * *", "minute"), ("1/2/3 * * * *", "minute"), ("* * * foo *", "month"),
        ])
    func wrongField(cron: String, field: String) {
        let error = #expect(throws: CronError.self) { try CronExpression(cron) }
        #expect(error?.field == field)
    }

    @Test("any text is either read or refused, never a crash")
    func fuzz() {
        var generator = SystemRandomNumberGenerator()
        let seed = UInt64.random(in: 0...UInt64.max, using: &generator)
        var state = SeededRandom(seed)
        let alphabet = Array("0123456789*/-, janmonsunfri")
        for _ in 0..<1_000 {
            let text = String((0..<Int.random(in: 0...30, using: &state)).map { _ in alphabet.randomElement(using: &state) ?? "*" })
            guard let cron = try? CronExpression(text) else { continue }
            let now = Date(timeIntervalSince1970: 1_790_000_000)
            if let next = cron.next(after: now, in: .gmt) { #expect(next > now, "seed \(seed), cron '\(text)'") }
        }
    }
}
