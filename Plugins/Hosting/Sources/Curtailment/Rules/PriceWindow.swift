import PluginKit

/// What power costs in five minutes.
struct PriceWindow: Sendable, Equatable {
    var startsAt: Timestamp
    var usdPerMWh: Double

    static let seconds: Int64 = 300
    static let micros = seconds * 1_000_000
}
