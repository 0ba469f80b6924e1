package import Foundation

/// When a declared job is due.
package enum Recurrence: Hashable, Sendable {
    /// Every so many milliseconds.
    case every(milliseconds: Int64)
    case cron(CronExpression, timeZone: TimeZone)

    /// The first due time after `now`.
    ///
    /// Intervals are aligned to a phase made from `identity`, so that the tenants of one plugin spread over the interval and
    /// every host computes the same times. A host that was away does not catch up: what was missed is missed.
    package func next(after now: Date, identity: String) -> Date? {
        switch self {
        case .every(let milliseconds):
            let period = max(1, milliseconds)
            let nowMilliseconds = Int64((now.timeIntervalSince1970 * 1_000).rounded(.down))
            let phase = Int64(Self.hash(identity) % UInt64(period))
            let elapsed = (nowMilliseconds - phase) % period
            let next = nowMilliseconds - (elapsed < 0 ? elapsed + period : elapsed) + period
            return Date(timeIntervalSince1970: Double(next) / 1_000)
        case .cron(let expression, let timeZone):
            return expression.next(after: now, in: timeZone)
        }
    }

    /// FNV-1a: the same on every host and in every run, which Swift's own hashing is not.
    private static func hash(_ text: String) -> UInt64 {
        text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}
