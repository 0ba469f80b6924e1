/// A day's plan with its sums and the advice for each miner. Pure.
struct OptimizationOutcome: Sendable {
    /// USD a PH/s and day, before the pool's fee.
    let grossHashprice: Double
    /// The same, fees taken off.
    let hashprice: Double
    let miners: [OptimizedMiner]
    let plan: RunPlan
    /// Positions of the miners: what earns the least from its power comes first, for those are the ones to act on.
    let ranked: [Int]

    init(_ miners: [OptimizedMiner], terms: OptimizationTerms, grossHashprice: Double) {
        let hashprice = grossHashprice * (1 - terms.poolFeePercent / 100)
        let plan = RunPlan(miners, prices: terms.prices, hashprice: hashprice, capWatts: terms.capKilowatts.map { $0 * 1_000 })
        self.init(miners, plan: plan, grossHashprice: grossHashprice, hashprice: hashprice)
    }

    /// Of a plan that was made before.
    init(_ miners: [OptimizedMiner], plan: RunPlan, grossHashprice: Double, hashprice: Double) {
        self.miners = miners
        self.plan = plan
        self.grossHashprice = grossHashprice
        self.hashprice = hashprice
        ranked = miners.indices.sorted { miners[$0].efficiency > miners[$1].efficiency }
    }

    var profitUSDDay: Double { plan.hours.reduce(0) { $0 + $1.profit } }
    /// No plan earns more.
    var boundUSDDay: Double { plan.hours.reduce(0) { $0 + $1.bound } }
    var isOptimal: Bool { plan.hours.allSatisfy(\.isOptimal) }

    /// What is suggested for the miner at a position.
    func advice(_ index: Int) -> RunAdvice { RunAdvice(miners[index], at: index, in: plan, hashprice: hashprice) }
}
