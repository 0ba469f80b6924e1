import Foundation

/// The small grammars of tenants.yaml; the patterns of ``ConfigurationShape`` say the same to editors.
enum ConfigurationText {
    static func isTenantId(_ text: String) -> Bool {
        isIdentifier(text, length: 2...63) { isLowerOrDigit($0) || $0 == UInt8(ascii: "-") }
    }

    static func isPluginId(_ text: String) -> Bool {
        isIdentifier(text, length: 2...31) { isLowerOrDigit($0) || $0 == UInt8(ascii: "_") }
    }

    /// 32 bytes in base64, in the one spelling that gives them back.
    static func isPublicKey(_ text: String) -> Bool {
        guard text.utf8.count == 44, let bytes = Data(base64Encoded: text) else { return false }
        return bytes.count == 32 && bytes.base64EncodedString() == text
    }

    /// RFC 3339 with time zone, or a date alone, which is midnight UTC.
    /// - Returns: Microseconds since 1970 UTC; nil if it is none, or before 1970.
    static func timeMicros(_ text: String) -> Int64? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 10, let year = number(bytes[0..<4]), bytes[4] == dash, let month = number(bytes[5..<7]), bytes[7] == dash,
            let day = number(bytes[8..<10]), year >= 1970, (1...12).contains(month), (1...days(year, month)).contains(day)
        else { return nil }
        let midnight = Int64(daysSince1970(year, month, day)) * 86_400_000_000
        if bytes.count == 10 { return midnight }
        guard bytes.count >= 20, bytes[10] == UInt8(ascii: "T"), let hour = number(bytes[11..<13]), hour < 24, bytes[13] == colon,
            let minute = number(bytes[14..<16]), minute < 60, bytes[16] == colon, let second = number(bytes[17..<19]), second < 60
        else { return nil }
        var zone = bytes[19...]
        var fractionMicros = 0
        if zone.first == UInt8(ascii: ".") {
            let fraction = zone.dropFirst().prefix { (0x30...0x39).contains($0) }
            guard (1...6).contains(fraction.count) else { return nil }
            fractionMicros = (0..<(6 - fraction.count)).reduce(number(fraction) ?? 0) { value, _ in value * 10 }
            zone = zone.dropFirst(1 + fraction.count)
        }
        guard let offsetSeconds = offsetSeconds(Array(zone)) else { return nil }
        let seconds = hour * 3_600 + minute * 60 + second - offsetSeconds
        return midnight + Int64(seconds) * 1_000_000 + Int64(fractionMicros)
    }

    private static func offsetSeconds(_ zone: [UInt8]) -> Int? {
        if zone == [UInt8(ascii: "Z")] { return 0 }
        guard zone.count == 6, zone[0] == UInt8(ascii: "+") || zone[0] == dash, zone[3] == colon, let hours = number(zone[1..<3]),
            hours < 15,
            let minutes = number(zone[4..<6]), minutes < 60
        else { return nil }
        return (zone[0] == dash ? -1 : 1) * (hours * 3_600 + minutes * 60)
    }

    private static func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let leapDays = { (year: Int) in year / 4 - year / 100 + year / 400 }
        let before = (year - 1970) * 365 + leapDays(year - 1) - leapDays(1969)
        return before + (1..<month).reduce(0) { $0 + days(year, $1) } + day - 1
    }

    private static let dash = UInt8(ascii: "-")
    private static let colon = UInt8(ascii: ":")

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        digits.reduce(0 as Int?) { value, digit in
            guard let value, (0x30...0x39).contains(digit) else { return nil }
            return value * 10 + Int(digit - 0x30)
        }
    }

    private static func days(_ year: Int, _ month: Int) -> Int {
        switch month {
        case 2: (year.isMultiple(of: 4) && !year.isMultiple(of: 100)) || year.isMultiple(of: 400) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func isIdentifier(_ text: String, length: ClosedRange<Int>, _ isTail: (UInt8) -> Bool) -> Bool {
        let bytes = Array(text.utf8)
        guard length.contains(bytes.count), let first = bytes.first, (0x61...0x7A).contains(first) else { return false }
        return bytes.dropFirst().allSatisfy(isTail)
    }

    private static func isLowerOrDigit(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) }
}
