/// What a block pays its finder anew: 50 BTC, halved at every multiple of 210,000, in whole satoshi cut off.
enum SubsidySchedule {
    static let blocksPerHalving = 210_000
    static let blocksPerRetarget = 2_016
    static let blocksPerDay = 144
    /// 365/12 days: a twelfth of a year is a whole number of blocks.
    static let blocksPerMonth = 4_380
    static let satoshiPerBTC = 100_000_000

    /// Satoshi of the block at a height.
    static func subsidySatoshi(at height: Int) -> Int {
        let halvings = height / blocksPerHalving
        return halvings < 64 ? 5_000_000_000 >> halvings : 0
    }

    /// BTC of the block at a height.
    static func subsidyBTC(at height: Int) -> DoubleDouble {
        DoubleDouble(subsidySatoshi(at: height)) / DoubleDouble(satoshiPerBTC)
    }

    /// The first height after this one where the subsidy halves.
    static func nextHalving(after height: Int) -> Int { (height / blocksPerHalving + 1) * blocksPerHalving }

    /// The first height after this one where the difficulty changes.
    static func nextRetarget(after height: Int) -> Int { (height / blocksPerRetarget + 1) * blocksPerRetarget }
}
