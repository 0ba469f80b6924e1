/// A figure of a miner that is watched for changes of level.
package enum AnomalyMetric: Int, CaseIterable, Sendable {
    case hashrate, efficiency, temperature, fan

    /// Whether it is compared by its logarithm: a change is then a share of the usual, the same for machines of every size.
    var isRelative: Bool { self != .temperature }

    /// What a change of its level is told as.
    package var kind: AnomalyKind {
        switch self {
        case .hashrate: .hashrateLow
        case .efficiency: .efficiencyWorse
        case .temperature: .temperatureHigh
        case .fan: .fanSpeed
        }
    }
}
