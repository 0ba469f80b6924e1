import Foundation
import Testing

extension SystemTests {
    @Suite("The month that a walk bills") struct BilledMonthTests {
        @Test("At each hour of eight years the month that is billed is over and settled, and what a walk moves into it stays within it")
        func everyHour() throws {
            var calendar = Calendar(identifier: .gregorian)
            calendar.timeZone = .gmt
            let begin = try Date("2023-01-01T00:00:00Z", strategy: .iso8601)
            // Through leap years and one that is none, 29 February, every month's end and midnight.
            for hour in 0..<(8 * 366 * 24) {
                let now = begin + Double(hour) * 3_600
                let month = BilledMonth(at: now)
                let first = try Date(month.text + "-01T00:00:00Z", strategy: .iso8601)
                let end = try #require(calendar.date(byAdding: .month, value: 1, to: first))
                guard now >= end + 7_200, now < end + 7_200 + 32 * 86_400 else {
                    Issue.record("\(now): \(month.text) is not the last month that is settled")
                    continue
                }
                let moved = calendar.startOfDay(for: now) - Double(month.daysBack) * 86_400
                // The day before and the one after, and the day on which machines come before both.
                #expect(month.days == [moved - 86_400, moved, moved + 86_400], "\(now)")
                #expect(moved - 2 * 86_400 >= first && moved + 2 * 86_400 <= end, "\(now)")
            }
        }
    }
}
