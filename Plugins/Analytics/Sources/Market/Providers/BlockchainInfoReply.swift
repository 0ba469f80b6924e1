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

    /// `/charts/NAME?format=json`: values over time, in rising order. Hashrates come in the unit that the chart names.
    static func chart(_ reply: ProviderReply, _ metric: MarketMetric) throws(ProviderFailure) -> [HistoryPoint] {
        let root = try reply.json()
        guard root.value["status"] == .string("ok") else { throw try root.field("status").wrong("\"ok\"") }
        let scale = metric == .networkHashrateEHs ? try exahashes(try root.field("unit")) : 1
        var points: [HistoryPoint] = []
        for point in try root.field("values").elements() {
            let value = try MarketObservation(metric, try point.field("y").number() * scale, from: .blockchainInfo).value
            points.append(HistoryPoint(at: try MarketTime.seconds(try point.field("x")), value: value))
        }
        return points
    }

    /// Exahashes in the unit that a chart names, as `Hash Rate TH/s`.
    private static func exahashes(_ unit: ProviderJSON) throws(ProviderFailure) -> Double {
        let text = try unit.text()
        for (name, scale) in [("GH/s", 1e-9), ("TH/s", 1e-6), ("PH/s", 1e-3), ("EH/s", 1)] where text.hasSuffix(name) { return scale }
        throw unit.wrong("a unit that ends with GH/s, TH/s, PH/s or EH/s")
    }
}
