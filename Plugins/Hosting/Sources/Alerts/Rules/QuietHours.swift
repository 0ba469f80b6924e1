/// The part of each day in which a rule tells nobody, in minutes since midnight of the rule's time zone. Pure.
struct QuietHours: Sendable, Equatable {
    static let minutesADay: Int64 = 1_440

    /// The first quiet minute.
    let from: Int64
    /// The first minute that is not quiet any more; before `from` where the night is meant.
    let until: Int64

    /// Whether a minute of the day is quiet.
    func contains(_ minute: Int64) -> Bool {
        from <= until ? (from..<until).contains(minute) : minute >= from || minute < until
    }

    /// Minutes since midnight of `22:30`; nil for anything else. `24:00` is midnight.
    static func minute(_ text: String) -> Int64? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ (1...2).contains($0.count) && $0.utf8.allSatisfy { (48...57).contains($0) } }),
            let hour = Int64(parts[0]), let minute = Int64(parts[1]), minute < 60, hour < 24 || (hour == 24 && minute == 0)
        else { return nil }
        return (hour * 60 + minute) % minutesADay
    }

    /// `22:30`.
    static func text(_ minute: Int64) -> String {
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : String(number) }
        return "\(two(minute / 60)):\(two(minute % 60))"
    }
}
