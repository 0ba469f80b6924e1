import PluginKit

/// The retarget to come, as estimated by a provider.
struct DifficultyAdjustment: Equatable, Sendable {
    /// Of the 2016 blocks of this period.
    let progressPercent: Double
    /// Of the difficulty, negative where it falls.
    let expectedChangePercent: Double
    let remainingBlocks: Int64
    let nextHeight: Int64
    let expectedAt: Timestamp

    /// What is stored of it.
    var observations: [MarketObservation] {
        get throws(ProviderFailure) {
            [
                try MarketObservation(.retargetChangePercent, expectedChangePercent, from: .mempoolSpace),
                try MarketObservation(.retargetBlocks, Double(remainingBlocks), from: .mempoolSpace),
                try MarketObservation(.retargetAt, Double(expectedAt.unixMicros / 1_000_000), from: .mempoolSpace),
            ]
        }
    }
}
