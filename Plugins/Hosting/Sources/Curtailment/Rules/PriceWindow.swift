import PluginKit

/// What power costs in five minutes.
struct PriceWindow: Sendable, Equatable {
    var startsAt: Timestamp
    var usdPerMWh: Double

    static let seconds: Int64 = 300
    static let micros = seconds * 1_000_000
    static let usd = -1_000_000.0...1_000_000.0
    static let expectedBegin = "the begin of a window of five minutes as 2026-01-31T12:05:00Z"
    static let expectedPrice = "a number of USD/MWh from -1000000 to 1000000"

    /// A market's step: one window, or many of the same price.
    static let stepMinutes: ClosedRange<Int64> = 5...1_440
    static let expectedMinutes = "how long the price holds: 5 to 1440 minutes, by fives"
    /// Of one table or list: a month of hours, and more.
    static let most = 10_000

    /// The windows of a step of the market. Nil for minutes that are no whole number of windows.
    static func step(_ startsAt: Timestamp, minutes: Int64, usdPerMWh: Double) -> [PriceWindow]? {
        guard stepMinutes.contains(minutes), minutes * 60 % seconds == 0 else { return nil }
        return (0..<minutes * 60 / seconds).map {
            PriceWindow(startsAt: startsAt.adding(seconds: Double($0 * seconds)), usdPerMWh: usdPerMWh)
        }
    }

    /// The begin of a window as it is written; nil for another time or none.
    static func begin(_ text: String) -> Timestamp? {
        Timestamp(rfc3339: text).flatMap { $0.unixMicros % micros == 0 ? $0 : nil }
    }

    /// Of two for the same time the last, since a statement writes a row but once.
    static func lasting(_ windows: [PriceWindow]) -> [PriceWindow] {
        let byStart = Dictionary(windows.map { ($0.startsAt, $0) }) { _, last in last }
        return byStart.values.sorted { $0.startsAt < $1.startsAt }
    }
}
