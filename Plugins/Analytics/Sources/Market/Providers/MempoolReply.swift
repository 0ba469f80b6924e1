import PluginKit

/// Answers of mempool.space. Hashrates are whole numbers of H/s above 2^53, sums of satoshis are texts.
enum MempoolReply {
    private static let hashesAnExahash = 1e18
    private static let satoshisABitcoin = 100_000_000.0

    /// `/api/v1/prices`
    static func prices(_ reply: ProviderReply) throws(ProviderFailure) -> [MarketObservation] {
        let root = try reply.json()
        let at = try MarketTime.seconds(try root.field("time"))
        return [try MarketObservation(.priceUSD, try root.field("USD").number(), from: .mempoolSpace, observedAt: at)]
    }

    /// `/api/v1/mining/hashrate/3d`: what it is now.
    static func hashrate(_ reply: ProviderReply) throws(ProviderFailure) -> [MarketObservation] {
        let root = try reply.json()
        return [
            try MarketObservation(
                .networkHashrateEHs, try root.field("currentHashrate").number() / hashesAnExahash, from: .mempoolSpace),
            try MarketObservation(.difficulty, try root.field("currentDifficulty").number(), from: .mempoolSpace),
        ]
    }

    /// `/api/blocks/tip/height`: plain text.
    static func height(_ reply: ProviderReply) throws(ProviderFailure) -> [MarketObservation] {
        [try MarketObservation(.height, Double(try reply.plainInteger()), from: .mempoolSpace)]
    }

    /// `/api/v1/mining/reward-stats/144`: the fees of a block, mean of the blocks that it names.
    static func rewards(_ reply: ProviderReply) throws(ProviderFailure) -> [MarketObservation] {
        let root = try reply.json()
        let first = try root.field("startBlock").integer()
        let last = try root.field("endBlock").integer()
        let (span, overflows) = last.subtractingReportingOverflow(first)
        guard !overflows, span >= 0, span < 1_000_000 else { throw try root.field("endBlock").wrong("a block from startBlock on") }
        let satoshis = Double(try root.field("totalFee").integer())
        return [try MarketObservation(.feesBTCPerBlock, satoshis / Double(span + 1) / satoshisABitcoin, from: .mempoolSpace)]
    }

    /// `/api/v1/difficulty-adjustment`: the retarget to come.
    static func adjustment(_ reply: ProviderReply) throws(ProviderFailure) -> DifficultyAdjustment {
        let root = try reply.json()
        let progress = try root.field("progressPercent").number()
        let blocks = try root.field("remainingBlocks").integer()
        guard (0...100).contains(progress) else { throw try root.field("progressPercent").wrong("a percentage") }
        guard (0...2_016).contains(blocks) else { throw try root.field("remainingBlocks").wrong("0 to 2016 blocks") }
        return DifficultyAdjustment(
            progressPercent: progress, expectedChangePercent: try root.field("difficultyChange").number(), remainingBlocks: blocks,
            nextHeight: try root.field("nextRetargetHeight").integer(),
            expectedAt: try MarketTime.either(try root.field("estimatedRetargetDate")))
    }

    /// `/api/v1/mining/difficulty-adjustments/1y`: past retargets as (time, height, difficulty, ratio), newest first; given in rising order.
    static func adjustments(_ reply: ProviderReply) throws(ProviderFailure) -> [HistoryPoint] {
        var points: [HistoryPoint] = []
        for one in try reply.json().elements() {
            let height = try MarketObservation(.height, Double(try one.element(1).integer()), from: .mempoolSpace).value
            let change = (try one.element(3).number() - 1) * 100
            guard MarketMetric.retargetChangePercent.plausible.contains(change) else {
                throw try one.element(3).wrong("a quarter to four times")
            }
            points.append(
                HistoryPoint(
                    at: try MarketTime.seconds(try one.element(0)),
                    value: try MarketObservation(.difficulty, try one.element(2).number(), from: .mempoolSpace).value,
                    height: Int64(height),
                    changePercent: change))
        }
        return try MarketTime.rising(points, "retarget", from: .mempoolSpace, by: \.at)
    }
}
