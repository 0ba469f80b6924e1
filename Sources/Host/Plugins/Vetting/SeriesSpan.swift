import Foundation

/// How many values `generate_series` makes, where its arguments stand in the text. Pure.
enum SeriesSpan {
    /// The most values of one series: two years by the minute.
    static let maximum = 1_000_000.0

    /// Nil if an argument is no constant. Not a number for a step of nothing.
    static func count(from: SQLNode, to: SQLNode, step: SQLNode, in sql: String) -> Double? {
        guard let from = constant(from, in: sql), let to = constant(to, in: sql), let step = constant(step, in: sql) else { return nil }
        guard step != 0 else { return .nan }
        return max(0, ((to - from) / step).rounded(.down) + 1)
    }

    /// A number, a time in seconds since 1970 or a span in seconds; nil for what is none, or no constant.
    static func constant(_ node: SQLNode, in sql: String) -> Double? {
        switch node.type {
        case "A_Const":
            if let whole = node.members["ival"] {
                // The parser leaves out what is zero or less: the text has it.
                return whole["ival"]?.integerValue.map(Double.init) ?? node.offset.flatMap { Self.whole(at: $0, in: sql) }
            }
            if let fraction = node.members["fval"] { return fraction["fval"]?.stringValue.flatMap { Double($0) } }
            return node.members["sval"]?["sval"]?.stringValue.flatMap(value)
        case "TypeCast": return node.node("arg").flatMap { constant($0, in: sql) }
        case "A_Expr" where node.names("name") == ["-"] && node.members["lexpr"] == nil:
            return node.node("rexpr").flatMap { constant($0, in: sql) }.map { -$0 }
        default: return nil
        }
    }

    /// `0` or `- 12` at an offset in bytes.
    private static func whole(at offset: Int, in sql: String) -> Double? {
        let rest = sql.utf8.dropFirst(offset)
        guard rest.first == UInt8(ascii: "-") else { return rest.first == UInt8(ascii: "0") ? 0 : nil }
        let digits = rest.dropFirst().drop { [0x20, 0x09, 0x0A, 0x0D].contains($0) }.prefix { (0x30...0x39).contains($0) }
        return Double(String(decoding: digits, as: UTF8.self)).map { -$0 }
    }

    private static func value(_ text: String) -> Double? {
        let text = text.trimmingCharacters(in: .whitespaces).lowercased()
        return Double(text) ?? instant(text) ?? span(text)
    }

    /// `2026-01-31`, also with a time of the day; offsets are left out, a day more or less is nothing here.
    private static func instant(_ text: String) -> Double? {
        let parts = text.split(whereSeparator: { $0 == " " || $0 == "t" })
        let date = (parts.first ?? "").split(separator: "-").map { Double($0) }
        guard date.count == 3, let year = date[0], let month = date[1], let day = date[2] else { return nil }
        let clock = parts.count > 1 ? parts[1].prefix(8).split(separator: ":").map { Double($0) ?? 0 } : []
        let seconds = zip(clock, [3_600.0, 60, 1]).reduce(0) { $0 + $1.0 * $1.1 }
        return ((year - 1970) * 365.2425 + (month - 1) * 30.436875 + day - 1) * 86_400 + seconds
    }

    /// `1 day`, `2 hours 30 minutes`, `00:05:00`.
    private static func span(_ text: String) -> Double? {
        let clock = text.split(separator: ":").map { Double($0) }
        if clock.count > 1, !clock.contains(nil) { return zip(clock, [3_600.0, 60, 1]).reduce(0) { $0 + ($1.0 ?? 0) * $1.1 } }
        let words = text.split(separator: " ").map(String.init)
        guard !words.isEmpty, words.count % 2 == 0 else { return nil }
        var seconds = 0.0
        for index in stride(from: 0, to: words.count, by: 2) {
            guard let amount = Double(words[index]), let unit = units[words[index + 1].trimmingSuffix("s")] else { return nil }
            seconds += amount * unit
        }
        return seconds
    }

    private static let units: [String: Double] = [
        "microsecond": 0.000_001, "millisecond": 0.001, "second": 1, "sec": 1, "minute": 60, "min": 60, "hour": 3_600, "day": 86_400,
        "week": 604_800, "month": 2_592_000, "mon": 2_592_000, "year": 31_557_600, "decade": 315_576_000, "century": 3_155_760_000,
    ]
}

extension String {
    fileprivate func trimmingSuffix(_ suffix: String) -> String { hasSuffix(suffix) ? String(dropLast(suffix.count)) : self }
}
