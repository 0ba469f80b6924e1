import Foundation

/// The time of a log line: RFC 3339 in UTC with milliseconds. Pure, and cheap: it is written for every request.
enum LogTime {
    /// Appends `2026-11-21T02:52:11.373Z`.
    static func append(_ date: Date, to bytes: inout [UInt8]) {
        let milliseconds = Int((date.timeIntervalSince1970 * 1_000).rounded(.down))
        let seconds = Self.floorDivide(milliseconds, 1_000)
        let days = Self.floorDivide(seconds, 86_400)
        let second = seconds - days * 86_400
        let (year, month, day) = civil(days)
        number(year, digits: 4, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        number(month, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        number(day, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: "T"))
        number(second / 3_600, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        number(second / 60 % 60, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        number(second % 60, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: "."))
        number(milliseconds - seconds * 1_000, digits: 3, to: &bytes)
        bytes.append(UInt8(ascii: "Z"))
    }

    /// Days since 1970 as a date of the Gregorian calendar; years begin in March here, so that the leap day comes last.
    private static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }

    private static func floorDivide(_ value: Int, _ by: Int) -> Int { value >= 0 ? value / by : -((-value + by - 1) / by) }

    private static func number(_ value: Int, digits: Int, to bytes: inout [UInt8]) {
        var divisor = 1
        for _ in 1..<digits { divisor *= 10 }
        while divisor > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(value / divisor % 10))
            divisor /= 10
        }
    }
}
