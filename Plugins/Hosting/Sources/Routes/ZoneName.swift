import PluginKit

/// A clock that people go by: a time zone of the IANA database, or a fixed lead on UTC. Pure.
struct ZoneName: Sendable, Equatable {
    /// As people write it: `Asia/Shanghai`, `UTC`, `UTC+5:30`.
    let text: String
    /// As the database reads it, which would take a plain `UTC+5` for five hours behind.
    let stored: String

    static let utc = ZoneName(leadMinutes: 0)
    static let leads = -720...840
    /// Zones with daylight-saving time that have no place in their names.
    private static let oldNames: Set<String> = ["EST5EDT", "CST6CDT", "MST7MDT", "PST8PDT"]

    /// Reads what somebody wrote. Throws `.invalidArgument` for what is no name of a zone; whether the zone is known says the database.
    init(_ text: String) throws(PluginError) {
        if let minutes = ZoneName.lead(text) {
            self.init(leadMinutes: minutes)
            return
        }
        guard (1...60).contains(text.utf8.count), text.utf8.allSatisfy(ZoneName.isLetter) else { throw ZoneName.unknown(text) }
        // What has digits else is a rule of its own (POSIX), with the sign the other way round.
        let isPlain = text.utf8.allSatisfy { !(0x30...0x39).contains($0) && $0 != UInt8(ascii: "+") }
        guard isPlain || text.hasPrefix("Etc/GMT") || ZoneName.oldNames.contains(text) else { throw ZoneName.unknown(text) }
        self.init(text: text, stored: text)
    }

    private init(text: String, stored: String) { (self.text, self.stored) = (text, stored) }

    /// Clocks that always lead UTC by so much.
    init(leadMinutes minutes: Int) {
        guard minutes != 0 else {
            self.init(text: "UTC", stored: "UTC")
            return
        }
        let (hours, rest) = abs(minutes).quotientAndRemainder(dividingBy: 60)
        let (sign, turned) = minutes < 0 ? ("-", "+") : ("+", "-")
        let digits = (ZoneName.two(hours), ZoneName.two(rest))
        self.init(
            text: "UTC\(sign)\(hours)" + (rest == 0 ? "" : ":\(digits.1)"),
            stored: "<\(sign)\(digits.0)\(digits.1)>\(turned)\(digits.0):\(digits.1)")
    }

    /// Reads what was stored.
    init(stored: String) {
        // <+0530>-05:30
        let inner = stored.dropFirst().prefix { $0 != ">" }
        if stored.hasPrefix("<"), inner.count == 5, let hours = Int(inner.dropFirst().prefix(2)), let rest = Int(inner.suffix(2)) {
            self.init(leadMinutes: (hours * 60 + rest) * (inner.hasPrefix("-") ? -1 : 1))
        } else {
            self.init(text: stored, stored: stored)
        }
    }

    /// What is said of a name that no zone has.
    static func unknown(_ text: String) -> PluginError {
        PluginError(
            .invalidArgument,
            "time_zone: expected a time zone such as Asia/Shanghai, UTC or UTC+5:30, found \"\(text.prefix(60))\".")
    }

    /// The error of a statement that was given `zone`: the database knows no such one, or the error itself.
    static func fault(_ error: PluginError, _ zone: ZoneName) -> PluginError {
        error.sqlState == "22023" ? unknown(zone.text) : error
    }

    /// Minutes of `UTC+5:30`, `UTC-3` or `GMT+8`.
    private static func lead(_ text: String) -> Int? {
        guard text.hasPrefix("UTC") || text.hasPrefix("GMT") else { return nil }
        let rest = text.dropFirst(3)
        guard rest.hasPrefix("+") || rest.hasPrefix("-") else { return nil }
        let parts = rest.dropFirst().split(separator: ":", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), parts.allSatisfy({ (1...2).contains($0.count) }), let hours = Int(parts[0]),
            let minutes = parts.count == 2 ? (parts[1].count == 2 ? Int(parts[1]) : nil) : 0, (0...59).contains(minutes)
        else { return nil }
        let lead = (hours * 60 + minutes) * (rest.hasPrefix("-") ? -1 : 1)
        return leads.contains(lead) ? lead : nil
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "/"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "+"): true
        default: false
        }
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
}
