/// What a hashrate earns in a day, expected. Pure.
enum Hashprice {
    /// USD a PH/s and day: hashes of a day over those of a block (difficulty × 2³²), times what a block brings.
    static func usdPerPHDay(priceUSD: Double, difficulty: Double, bitcoinsPerBlock: Double) -> Double {
        1e15 * 86_400 / (difficulty * 4_294_967_296) * bitcoinsPerBlock * priceUSD
    }
}
