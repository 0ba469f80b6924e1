/// What a provider knows of a time before anybody here looked. The raw values are words of the API; all but the last are metrics.
enum MarketHistory: String, CaseIterable, Sendable {
    /// The price of each day of a year.
    case priceUSD = "btc_usd"
    /// The network's hashrate of each day of a year.
    case networkHashrateEHs = "network_hashrate_ehs"
    /// The difficulty of each day of a year.
    case difficulty
    /// What of the blocks' reward was fees, a mean of each day of a year.
    case feeSharePercent = "fee_share_percent"
    /// The retargets of a year, each with its height and by how much it changed the difficulty.
    case adjustments = "difficulty_adjustments"

    /// The request that has it.
    var query: MarketQuery {
        switch self {
        case .priceUSD: .coinGeckoChart
        case .networkHashrateEHs: .blockchainHashrateChart
        case .difficulty: .blockchainDifficultyChart
        case .feeSharePercent: .mempoolBlockRewards
        case .adjustments: .mempoolAdjustments
        }
    }

    /// What its values are.
    var metric: MarketMetric {
        switch self {
        case .priceUSD: .priceUSD
        case .networkHashrateEHs: .networkHashrateEHs
        case .difficulty, .adjustments: .difficulty
        case .feeSharePercent: .feeSharePercent
        }
    }

    /// After so long it is asked for anew: it grows by a day.
    static let lifetimeSeconds = 20 * 3_600.0
    /// After so long it is asked for again where no answer could be used.
    static let retrySeconds = 6 * 3_600.0
    /// A history that has not been renewed for so long is shown as old.
    static let staleSeconds = 3 * 86_400.0
}
