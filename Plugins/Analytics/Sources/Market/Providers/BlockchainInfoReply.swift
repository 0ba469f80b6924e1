import PluginKit

/// Answers of blockchain.info.
enum BlockchainInfoReply {
    private static let satoshisABitcoin = 100_000_000.0
    private static let gigahashesAnExahash = 1_000_000_000.0

    /// `/stats?format=json`: price, hashrate in GH/s, difficulty, height, and a day's fees in satoshis.
    static func stats(_ reply: ProviderReply) throws(ProviderFailure) -> [MarketObservation] {
        let root = try reply.json()
        let observedAt = try (try? root.field("timestamp")).map { json throws(ProviderFailure) in try MarketTime.milliseconds(json) }
        let fees = try root.field("total_fees_btc").number() / satoshisABitcoin
        let blocks = try root.field("n_blocks_mined").number()
        guard blocks >= 1 else { throw try root.field("n_blocks_mined").wrong("a day's blocks, 1 at least") }
        return [
            try MarketObservation(.priceUSD, try root.field("market_price_usd").number(), from: .blockchainInfo, observedAt: observedAt),
            try MarketObservation(
                .networkHashrateEHs, try root.field("hash_rate").number() / gigahashesAnExahash, from: .blockchainInfo,
                observedAt: observedAt),
            try MarketObservation(.difficulty, try root.field("difficulty").number(), from: .blockchainInfo, observedAt: observedAt),
            try MarketObservation(
                .height, Double(try root.field("n_blocks_total").integer()), from: .blockchainInfo, observedAt: observedAt),
            try MarketObservation(.feesBTCPerBlock, fees / blocks, from: .blockchainInfo, observedAt: observedAt),
        ]
    }

    /// `/ticker`
    static func ticker(_ reply: ProviderReply) throws(ProviderFailure) -> [MarketObservation] {
        [try MarketObservation(.priceUSD, try reply.json().field("USD").field("last").number(), from: .blockchainInfo)]
    }

    /// `/charts/NAME?format=json`: values over time, in rising order.
    static func chart(_ reply: ProviderReply, _ metric: MarketMetric) throws(ProviderFailure) -> [MarketObservation] {
        let root = try reply.json()
        guard root.value["status"] == .string("ok") else { throw try root.field("status").wrong("\"ok\"") }
        var points: [MarketObservation] = []
        for point in try root.field("values").elements() {
            let at = try MarketTime.seconds(try point.field("x"))
            points.append(try MarketObservation(metric, try point.field("y").number(), from: .blockchainInfo, observedAt: at))
        }
        return points
    }
}
