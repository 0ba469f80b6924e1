/// What the market tables hold, one row a metric. The raw values are names that other plugins read.
enum MarketMetric: String, CaseIterable, Sendable {
    /// US dollars for one bitcoin.
    case priceUSD = "btc_usd"
    /// Times the difficulty of 1.
    case difficulty
    /// Blocks before the newest.
    case height
    /// Bitcoins that a block at this height creates.
    case subsidyBTC = "subsidy_btc"
    /// Bitcoins of fees in a block, mean of the last day.
    case feesBTCPerBlock = "fees_btc_per_block"
    /// What of a block's reward is fees, in percent.
    case feeSharePercent = "fee_share_percent"
    /// What a transaction pays to stand in the next block, within half an hour and within an hour: satoshis a virtual byte.
    case feeFastSatVB = "fee_fast_sat_vb"
    case feeHalfHourSatVB = "fee_half_hour_sat_vb"
    case feeHourSatVB = "fee_hour_sat_vb"
    /// Exahashes a second of all miners.
    case networkHashrateEHs = "network_hashrate_ehs"
    /// By how many percent the difficulty will change at the next retarget, as estimated.
    case retargetChangePercent = "retarget_change_percent"
    /// Blocks up to then.
    case retargetBlocks = "retarget_blocks"
    /// When that will be, as estimated: seconds since 1970.
    case retargetAt = "retarget_at"
    /// How much the price moves in a year as options of the next 30 days say, in percent.
    case impliedVolatilityPercent = "implied_volatility_percent"

    /// What a true value can be; a provider that says anything else is not believed.
    var plausible: ClosedRange<Double> {
        switch self {
        case .priceUSD: 0.01...100_000_000
        case .difficulty: 1...1e21
        case .height: 1...20_000_000
        case .subsidyBTC: 0...50
        case .feesBTCPerBlock: 0...100
        case .feeSharePercent: 0...100
        case .feeFastSatVB, .feeHalfHourSatVB, .feeHourSatVB: 0...100_000
        case .networkHashrateEHs: 1e-12...10_000_000
        // The rule limits the change to a quarter and to four times.
        case .retargetChangePercent: -75...300
        case .retargetBlocks: 0...2_016
        // From 2009 to 2100.
        case .retargetAt: 1_230_000_000...4_102_444_800
        case .impliedVolatilityPercent: 1...1_000
        }
    }

    /// How far two honest sources may lie apart, as a share of the median. Prices in dollars and in a stable coin differ by a few tenths of a
    /// percent; difficulty differs for some minutes after each retarget; hashrates and fees are estimates over unlike spans.
    var tolerance: Double {
        switch self {
        case .priceUSD: 0.02
        case .difficulty: 0.15
        case .height: 0.000_02
        case .subsidyBTC: 0
        case .feesBTCPerBlock: 0.75
        case .networkHashrateEHs: 0.35
        case .feeSharePercent, .feeFastSatVB, .feeHalfHourSatVB, .feeHourSatVB: 0
        case .retargetChangePercent, .retargetBlocks, .retargetAt, .impliedVolatilityPercent: 0
        }
    }

    /// How much of itself a value may change between two rounds and be believed on the word of one source alone.
    var believedAlone: Double {
        switch self {
        case .priceUSD: 0.2
        case .difficulty: 3
        case .height: 0.001
        case .subsidyBTC: 1
        case .feesBTCPerBlock: 20
        case .networkHashrateEHs: 1
        // There is but one source, and anything may follow anything.
        case .retargetChangePercent, .retargetBlocks, .retargetAt: .infinity
        case .feeSharePercent, .feeFastSatVB, .feeHalfHourSatVB, .feeHourSatVB: .infinity
        case .impliedVolatilityPercent: 1
        }
    }

    /// Seconds for which a value counts as fresh.
    var lifetimeSeconds: Double { self == .priceUSD ? 300 : 900 }

    /// The sources that have it, in the order in which they are trusted.
    var queries: [MarketQuery] {
        switch self {
        case .priceUSD:
            [
                .coinGeckoPrice, .binancePrice, .okxPrice, .bybitPrice, .deribitPrice, .mempoolPrices, .blockchainTicker,
            ]
        case .difficulty: [.mempoolHashrate, .ankrChain, .blockchainStats]
        case .networkHashrateEHs: [.mempoolHashrate, .ankrHashrate, .blockchainStats]
        case .height: [.mempoolHeight, .ankrChain, .blockchainStats]
        case .feesBTCPerBlock: [.mempoolRewards, .blockchainStats]
        case .retargetChangePercent, .retargetBlocks, .retargetAt: [.mempoolAdjustment]
        case .impliedVolatilityPercent: [.deribitOptions]
        case .feeFastSatVB, .feeHalfHourSatVB, .feeHourSatVB: [.mempoolFees]
        // They follow from others.
        case .subsidyBTC, .feeSharePercent: []
        }
    }

    /// How many sources should agree; more are asked while fewer do.
    var wantedSources: Int { min(3, queries.count) }

    /// The unit as the API names it.
    var unit: String {
        switch self {
        case .priceUSD: "USD/BTC"
        case .difficulty: ""
        case .height: "blocks"
        case .subsidyBTC: "BTC"
        case .feesBTCPerBlock: "BTC/block"
        case .feeSharePercent: "%"
        case .feeFastSatVB, .feeHalfHourSatVB, .feeHourSatVB: "sat/vB"
        case .networkHashrateEHs: "EH/s"
        case .retargetChangePercent: "%"
        case .retargetBlocks: "blocks"
        case .retargetAt: "s since 1970"
        case .impliedVolatilityPercent: "% a year"
        }
    }
}
