/// What a block creates, by consensus rule: 50 BTC, halved every 210,000 blocks, in whole satoshis. Pure.
enum Subsidy {
    private static let blocksAHalving: Int64 = 210_000
    private static let firstSatoshis: Int64 = 5_000_000_000

    /// Satoshis of a block at a height; 0 from the 64th halving on, and below height 0.
    static func satoshis(height: Int64) -> Int64 {
        guard height >= 0 else { return 0 }
        let halvings = height / blocksAHalving
        return halvings > 63 ? 0 : firstSatoshis >> halvings
    }

    /// The same in bitcoins.
    static func bitcoins(height: Int64) -> Double { Double(satoshis(height: height)) / 100_000_000 }
}
