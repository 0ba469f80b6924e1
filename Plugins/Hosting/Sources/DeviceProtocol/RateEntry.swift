/// A rate of the whole device as one part of the replies told it.
struct RateEntry {
    /// Which part is believed first.
    enum Rank: UInt8 { case summary, stats, devices }

    let rank: Rank
    let window: AveragingWindow
    var value: Double
    /// Nil where another field (`rate_unit`) tells it.
    let unit: RateUnit?
    /// Whether the part of the reply that told it came to its end.
    var isWhole = false

    /// The window and the unit that a field's name tells; nil where it names no rate of the device.
    static func named(_ name: ReplyName) -> (window: AveragingWindow, unit: RateUnit?)? {
        switch name {
        case .mhs5s: (.seconds5, .megahash)
        case .mhs15s: (.seconds15, .megahash)
        case .mhs30s: (.seconds30, .megahash)
        case .mhs1m: (.minute1, .megahash)
        case .mhs5m: (.minutes5, .megahash)
        case .mhs15m: (.minutes15, .megahash)
        case .mhs30m: (.minutes30, .megahash)
        case .mhs1h: (.hour1, .megahash)
        case .mhs24h: (.hours24, .megahash)
        case .mhsAverage, .averageMhs: (.sinceStart, .megahash)
        case .mhsRealtime: (.realtime, .megahash)
        case .ghs5s: (.seconds5, .gigahash)
        case .ghs15s: (.seconds15, .gigahash)
        case .ghs30s: (.seconds30, .gigahash)
        case .ghs1m: (.minute1, .gigahash)
        case .ghs5m: (.minutes5, .gigahash)
        case .ghs15m: (.minutes15, .gigahash)
        case .ghs30m: (.minutes30, .gigahash)
        case .ghs1h: (.hour1, .gigahash)
        case .ghs24h: (.hours24, .gigahash)
        case .ghsAverage: (.sinceStart, .gigahash)
        case .rate5s: (.seconds5, nil)
        case .rate15m: (.minutes15, nil)
        case .rate30m: (.minutes30, nil)
        case .rateAverage: (.sinceStart, nil)
        case .totalRate: (.reported, nil)
        case .hashRealtime: (.realtime, .terahash)
        case .hash1min: (.minute1, .terahash)
        case .hash15min: (.minutes15, .terahash)
        case .hashAverage: (.sinceStart, .terahash)
        default: nil
        }
    }

    /// The window that an object's name tells on Braiins OS ("last_5s").
    static func nestedWindow(_ name: ReplyName) -> AveragingWindow? {
        switch name {
        case .last5s: .seconds5
        case .last15s: .seconds15
        case .last30s: .seconds30
        case .last1m: .minute1
        case .last5m: .minutes5
        case .last15m: .minutes15
        case .last30m: .minutes30
        case .last1h: .hour1
        case .last24h: .hours24
        case .sinceRestart: .sinceStart
        default: nil
        }
    }

    /// The unit that a field's name tells on Braiins OS.
    static func nestedUnit(_ name: ReplyName) -> RateUnit? {
        switch name {
        case .terahashPerSecond: .terahash
        case .gigahashPerSecond: .gigahash
        case .megahashPerSecond: .megahash
        default: nil
        }
    }
}
