/// The network and its market at one moment.
struct Network: Sendable, Hashable {
    var difficulty: DoubleDouble
    /// Of the next block.
    var subsidyBTC: DoubleDouble
    /// The mean of a block's transaction fees.
    var feesBTCPerBlock: DoubleDouble
    var priceUSD: DoubleDouble
    /// Height of the next block; nil if unknown, and then no halving can be foreseen.
    var nextHeight: Int?

    /// Hashes that a block takes on average at difficulty 1.
    static let hashesPerDifficulty = DoubleDouble(4_294_967_296)
    private static let hashesPerTerahash = DoubleDouble(1_000_000_000_000)
    private static let secondsPerBlock = DoubleDouble(600)
    private static let secondsPerDay = DoubleDouble(86_400)

    /// Blocks that 1 TH/s finds on average in a day.
    var blocksPerTHsDay: DoubleDouble {
        Network.secondsPerDay * Network.hashesPerTerahash / (difficulty * Network.hashesPerDifficulty)
    }

    /// Blocks that 1 TH/s finds on average while the network finds one in 600 s.
    static func blocksPerTHs(whileNetworkFindsOneAt difficulty: DoubleDouble) -> DoubleDouble {
        secondsPerBlock * hashesPerTerahash / (difficulty * hashesPerDifficulty)
    }

    /// What the network computes if it finds a block every 600 s, in EH/s.
    var impliedHashrateEHs: DoubleDouble {
        difficulty * Network.hashesPerDifficulty / Network.secondsPerBlock / (Network.hashesPerTerahash * DoubleDouble(1_000_000))
    }

    /// BTC a day for 1 TH/s at full time and without a pool's fee.
    func btcPerTHsDay(_ scheme: PoolScheme) -> DoubleDouble { blocksPerTHsDay * scheme.basis(subsidyBTC, feesBTCPerBlock) }

    /// Satoshi a day for 1 TH/s.
    func satoshiPerTHsDay(_ scheme: PoolScheme = .fpps) -> DoubleDouble {
        btcPerTHsDay(scheme) * DoubleDouble(SubsidySchedule.satoshiPerBTC)
    }

    /// The hashprice: USD a day for 1 PH/s.
    func hashpriceUSDPerPHsDay(_ scheme: PoolScheme = .fpps) -> DoubleDouble { btcPerTHsDay(scheme) * priceUSD * DoubleDouble(1_000) }

    /// What a megawatt hour earns in a machine of some efficiency, after a share for the pool: below this price of power it pays to run.
    func strikePriceUSDPerMWh(efficiencyJTH: DoubleDouble, poolFee: DoubleDouble = .zero) -> DoubleDouble {
        let revenuePerTHsDay = btcPerTHsDay(.fpps) * priceUSD * (DoubleDouble.one - poolFee)
        return revenuePerTHsDay * DoubleDouble(1_000_000) / (DoubleDouble(24) * efficiencyJTH)
    }
}
