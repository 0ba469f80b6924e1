/// A moment as RFC 3339 writes it, to the millisecond.
package struct SignInTime: Hashable, Sendable, Comparable {
    /// Since 1970, UTC.
    package let milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// Reads `2026-03-01T12:00:00.000Z`, or with an offset such as `+01:00`; nil for anything else, or a day that the calendar lacks.
    package init?(_ text: String) {
        var rest = Array(text.utf8)[...]
        guard let year = Self.number(&rest, 4), Self.take(&rest, "-"), let month = Self.number(&rest, 2), Self.take(&rest, "-"),
            let day = Self.number(&rest, 2), Self.take(&rest, "T"), let hour = Self.number(&rest, 2), Self.take(&rest, ":"),
            let minute = Self.number(&rest, 2), Self.take(&rest, ":"), let second = Self.number(&rest, 2),
            (1...12).contains(month), (1...Self.days(in: month, of: year)).contains(day), hour < 24, minute < 60, second < 60
        else { return nil }
        var milliseconds: Int64 = 0
        if Self.take(&rest, ".") {
            let digits = rest.prefix { (48...57).contains($0) }
            guard !digits.isEmpty else { return nil }
            rest = rest.dropFirst(digits.count)
            milliseconds = Int64(String(decoding: (digits + [48, 48, 48]).prefix(3), as: UTF8.self))!
        }
        guard let offsetMinutes = Self.offsetMinutes(&rest), rest.isEmpty else { return nil }
        let seconds = Self.daysSince1970(year, month, day) * 86_400 + Int64(hour * 3600 + minute * 60 + second) - Int64(offsetMinutes * 60)
        self.milliseconds = seconds * 1000 + milliseconds
    }

    /// By moment, whatever the zones were.
    package static func < (left: SignInTime, right: SignInTime) -> Bool { left.milliseconds < right.milliseconds }

    func adding(seconds: Int64) -> SignInTime { SignInTime(milliseconds: milliseconds + 1000 * seconds) }

    private static func offsetMinutes(_ rest: inout ArraySlice<UInt8>) -> Int? {
        guard let sign = rest.popFirst() else { return nil }
        if sign == UInt8(ascii: "Z") { return 0 }
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), let hours = number(&rest, 2), take(&rest, ":"),
            let minutes = number(&rest, 2), hours < 24, minutes < 60
        else { return nil }
        return (hours * 60 + minutes) * (sign == UInt8(ascii: "-") ? -1 : 1)
    }

    private static func number(_ rest: inout ArraySlice<UInt8>, _ digits: Int) -> Int? {
        let part = rest.prefix(digits)
        guard part.count == digits, part.allSatisfy({ (48...57).contains($0) }) else { return nil }
        rest = rest.dropFirst(digits)
        return part.reduce(0) { $0 * 10 + Int($1 - 48) }
    }

    private static func take(_ rest: inout ArraySlice<UInt8>, _ mark: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: mark) else { return false }
        rest = rest.dropFirst()
        return true
    }

    private static func days(in month: Int, of year: Int) -> Int {
        guard month == 2 else { return [4, 6, 9, 11].contains(month) ? 30 : 31 }
        return year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
    }

    // Years begin in March here, so that the leap day is the last.
    private static func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int64 {
        let shifted = month > 2 ? year : year - 1
        let era = shifted >= 0 ? shifted / 400 : -1
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return Int64(era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468)
    }
}
