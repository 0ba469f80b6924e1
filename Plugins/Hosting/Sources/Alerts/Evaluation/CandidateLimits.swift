import PluginKit

/// The widest limits of a tenant's rules, by which the database leaves out the miners that breach none: on a good day nearly all. Pure.
struct CandidateLimits: Sendable, Equatable {
    /// Of the lowest rule about temperatures; nil where there is none.
    let temperatureCelsius: Double?
    /// Shares of the nameplate and of the own mean, from 0 to 1.
    let nameplateShare: Double?
    let meanShare: Double?
    let fanRpm: Double?

    init(_ rules: [AlertRule]) {
        func thresholds(_ kind: AlertKind) -> [Double] { rules.filter { $0.kind == kind }.map(\.threshold) }
        temperatureCelsius = thresholds(.temperature).min()
        nameplateShare = thresholds(.lowHashrate).max().map { $0 / 100 }
        meanShare = thresholds(.belowOwnMean).max().map { $0 / 100 }
        fanRpm = thresholds(.fan).max()
    }

    var parameters: [Value] { [Value(temperatureCelsius), Value(nameplateShare), Value(meanShare), Value(fanRpm)] }
}
