/// What 1 TH/s earns month by month under assumptions, made once for any number of machines.
///
/// A month is 365/12 days or 4,380 blocks. Cash comes at its end and is discounted from there. Revenue is proportional to a machine's hashrate and its
/// cost to the months, so the sums kept here answer for every machine without another walk.
struct Outlook: Sendable {
    /// One month of 1 TH/s at full time, without a pool's fee.
    struct Month: Sendable {
        let btcPerTHs: DoubleDouble
        let usdPerTHs: DoubleDouble
        let priceUSD: DoubleDouble
        /// At the month's end.
        let difficulty: DoubleDouble
        let subsidyBTC: DoubleDouble
        let nextHeight: Int?
    }

    let network: Network
    let growth: Growth
    let scheme: PoolScheme
    /// 0.1 for ten percent a year.
    let annualDiscount: DoubleDouble
    let months: [Month]
    let btcPerTHsDay: DoubleDouble
    /// USD of 1 TH/s from the beginning to the end of each month.
    let runningUSDPerTHs: [DoubleDouble]
    let btcPerTHs: DoubleDouble
    let usdPerTHs: DoubleDouble
    let discountedUSDPerTHs: DoubleDouble
    /// What one USD at the end of every month is worth now.
    let annuity: DoubleDouble
    /// What a USD of the next month's end is worth at this one's.
    let monthlyDiscountFactor: DoubleDouble
    /// USD of 1 TH/s in each month.
    let usdPerTHsMonth: CashSeries
    /// `runningUSDPerTHs` as doubles.
    let nearbyRunning: [Double]
    let daysPerMonth = DoubleDouble(365) / DoubleDouble(12)

    init(network: Network, growth: Growth, scheme: PoolScheme, monthCount: Int, annualDiscount: DoubleDouble) {
        (self.network, self.growth, self.scheme, self.annualDiscount) = (network, growth, scheme, annualDiscount)
        btcPerTHsDay = network.btcPerTHsDay(scheme)
        monthlyDiscountFactor = annualDiscount.isZero ? .one : .one / (.one + annualDiscount).root(12)

        var walk = RewardWalk(network, retargetFactor: growth.cadence == .retarget ? growth.difficultyFactor : nil)
        var priceUSD = network.priceUSD
        var discount = DoubleDouble.one
        var (months, running) = ([Month](), [DoubleDouble]())
        var (btc, usd, discounted, annuity) = (DoubleDouble.zero, DoubleDouble.zero, DoubleDouble.zero, DoubleDouble.zero)
        for index in 0..<monthCount {
            if index > 0 {
                if growth.cadence == .month { walk.grow(by: growth.difficultyFactor) }
                priceUSD *= growth.monthlyPriceFactor
            }
            let reward = walk.advance(blocks: SubsidySchedule.blocksPerMonth)
            let month = Month(
                btcPerTHs: scheme.basis(reward.subsidyBTC, reward.feesBTC),
                usdPerTHs: scheme.basis(reward.subsidyBTC, reward.feesBTC) * priceUSD, priceUSD: priceUSD, difficulty: walk.difficulty,
                subsidyBTC: walk.subsidyBTC, nextHeight: walk.height)
            discount *= monthlyDiscountFactor
            btc += month.btcPerTHs
            usd += month.usdPerTHs
            discounted += month.usdPerTHs * discount
            annuity += discount
            months.append(month)
            running.append(usd)
        }
        (self.months, runningUSDPerTHs, nearbyRunning) = (months, running, running.map(\.double))
        usdPerTHsMonth = CashSeries(months.map(\.usdPerTHs))
        (btcPerTHs, usdPerTHs, discountedUSDPerTHs, self.annuity) = (btc, usd, discounted, annuity)
    }
}
