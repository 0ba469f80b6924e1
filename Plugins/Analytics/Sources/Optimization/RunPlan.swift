/// Which miners run in which hour, so that the day earns the most. Pure.
///
/// Hours do not depend on each other: starts and stops are taken to cost nothing. Without a cap a miner runs whenever it earns more than its
/// power costs, which is the optimum; with one each hour is a knapsack.
struct RunPlan: Sendable {
    struct Hour: Sendable {
        let price: Double
        let runs: [Bool]
        let profit: Double
        /// No plan earns more in this hour.
        let bound: Double
        let isOptimal: Bool
        let powerWatts: Double
        let hashrateTHs: Double
    }

    let hours: [Hour]
    /// The same hours with every miner running, whatever the cap.
    let profitOfAll: Double

    /// One that was made before.
    init(hours: [Hour], profitOfAll: Double) { (self.hours, self.profitOfAll) = (hours, profitOfAll) }

    /// - Parameters:
    ///   - prices: USD a kWh, one for each hour.
    ///   - hashprice: USD a PH/s and day, fees taken off.
    ///   - capWatts: What the site may draw; nil for no limit.
    init(_ miners: [OptimizedMiner], prices: [Double], hashprice: Double, capWatts: Double?) {
        var known: [Double: Hour] = [:]
        hours = prices.map { price in
            if let hour = known[price] { return hour }
            let hour = Self.hour(miners, price: price, hashprice: hashprice, capWatts: capWatts)
            known[price] = hour
            return hour
        }
        profitOfAll = prices.reduce(0) { sum, price in
            sum + miners.reduce(0) { $0 + Self.profit($1, price: price, hashprice: hashprice) }
        }
    }

    /// USD in an hour; below 0 where the power costs more than it earns.
    static func profit(_ miner: OptimizedMiner, price: Double, hashprice: Double) -> Double {
        miner.revenueAnHour(hashprice: hashprice) - miner.powerWatts / 1_000 * price
    }

    private static func hour(_ miners: [OptimizedMiner], price: Double, hashprice: Double, capWatts: Double?) -> Hour {
        let profits = miners.map { profit($0, price: price, hashprice: hashprice) }
        let choice = Knapsack(values: profits, weights: miners.map(\.powerWatts)).solve(
            capacity: capWatts ?? miners.reduce(0) { $0 + $1.powerWatts } + 1)
        var (power, hashrate) = (0.0, 0.0)
        for (index, miner) in miners.enumerated() where choice.isTaken[index] {
            power += miner.powerWatts
            hashrate += miner.hashrateTHs
        }
        return Hour(
            price: price, runs: choice.isTaken, profit: choice.value, bound: choice.bound, isOptimal: choice.isOptimal, powerWatts: power,
            hashrateTHs: hashrate)
    }
}
