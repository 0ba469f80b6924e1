/// A miner as the optimisation sees it.
struct OptimizedMiner: Sendable {
    let id: Int64
    let serialNumber: String
    let hashrateTHs: Double
    let powerWatts: Double
    /// The figures are the nameplate's, for the miner does not run or its power is guessed.
    let isNameplate: Bool

    /// Joules a terahash.
    var efficiency: Double { powerWatts / hashrateTHs }

    /// What it earns in an hour, in USD, at a hashprice in USD a PH/s and day.
    func revenueAnHour(hashprice: Double) -> Double { hashrateTHs / 1_000 * hashprice / 24 }

    /// The price of power in USD a kWh at which it earns nothing.
    func breakEven(hashprice: Double) -> Double { revenueAnHour(hashprice: hashprice) / (powerWatts / 1_000) }
}
