/// What a rule watches.
enum AlertKind: String, Sendable, CaseIterable {
    /// The miner cannot be reached.
    case offline
    /// Nobody has asked the miner for a while: the collection stands still.
    case noData = "no_data"
    /// The rate is below so many percent of the nameplate.
    case lowHashrate = "low_hashrate"
    /// The rate is below so many percent of the miner's own mean of the last seven days.
    case belowOwnMean = "below_own_mean"
    /// The hottest chip has so many degrees Celsius or more.
    case temperature
    /// The slowest fan turns less than so many times a minute.
    case fan

    /// What a threshold may be; nil where there is none.
    var thresholds: ClosedRange<Int>? {
        switch self {
        case .offline, .noData: nil
        case .lowHashrate, .belowOwnMean: 1...100
        case .temperature: 20...150
        case .fan: 1...20_000
        }
    }

    /// The threshold's unit, for people.
    var unit: String {
        switch self {
        case .offline, .noData: ""
        case .lowHashrate, .belowOwnMean: "%"
        case .temperature: "°C"
        case .fan: "rpm"
        }
    }
}
