import PluginKit

/// What mempool.space says of blocks, their rewards and who finds them.
extension MempoolReply {
    /// More pools than a week has blocks by far; a list beyond is no list of pools.
    private static let mostPools = 500
    private static let longestName = 100

    /// `/api/v1/fees/recommended`: satoshis a virtual byte.
    static func fees(_ reply: ProviderReply) throws(ProviderFailure) -> [MarketObservation] {
        let root = try reply.json()
        func fee(_ metric: MarketMetric, _ name: String) throws(ProviderFailure) -> MarketObservation {
            try MarketObservation(metric, try root.field(name).number(), from: .mempoolSpace)
        }
        let fees = [
            try fee(.feeFastSatVB, "fastestFee"), try fee(.feeHalfHourSatVB, "halfHourFee"), try fee(.feeHourSatVB, "hourFee"),
        ]
        guard fees[0].value >= fees[1].value, fees[1].value >= fees[2].value else {
            throw ProviderFailure(
                .mempoolSpace, .implausible, "Waiting costs more than haste: \(fees.map(\.value)); expected fees that fall with the time.")
        }
        return fees
    }

    /// `/api/v1/mining/blocks/rewards/1y`: the mean reward of some blocks each, in satoshis; given as the percentage of it that is fees, in rising
    /// order. Blocks beside a halving are left out: their mean is of two subsidies.
    static func feeShares(_ reply: ProviderReply) throws(ProviderFailure) -> [HistoryPoint] {
        var means: [(at: Timestamp, height: Int64, satoshis: Double)] = []
        for one in try reply.json().elements() {
            let height = Int64(try MarketObservation(.height, Double(try one.field("avgHeight").integer()), from: .mempoolSpace).value)
            let satoshis = try one.field("avgRewards").number()
            guard satoshis > 0, satoshis < 1e11 else { throw try one.field("avgRewards").wrong("satoshis of a block") }
            means.append((try MarketTime.seconds(try one.field("timestamp")), height, satoshis))
        }
        means.sort { $0.height < $1.height }
        return means.indices.compactMap { index in
            let (at, height, satoshis) = means[index]
            let subsidy = Subsidy.satoshis(height: height)
            let neighbours = [means[max(0, index - 1)].height, means[min(means.count - 1, index + 1)].height]
            guard neighbours.allSatisfy({ Subsidy.satoshis(height: $0) == subsidy }) else { return nil }
            // A miner may claim less than it is due; it then took no fees.
            return HistoryPoint(at: at, value: max(0, satoshis - Double(subsidy)) / satoshis * 100, height: height)
        }
    }

    /// `/api/v1/mining/pools/1w`: who found how many blocks, most first.
    static func pools(_ reply: ProviderReply) throws(ProviderFailure) -> MiningPools {
        let root = try reply.json()
        let total = try blocks(try root.field("blockCount"), in: 1...1_000_000)
        let hashrateEHs = try root.field("lastEstimatedHashrate").number() / 1e18
        _ = try MarketObservation(.networkHashrateEHs, hashrateEHs, from: .mempoolSpace)
        let list = try root.field("pools")
        let elements = try list.elements()
        guard elements.count <= mostPools else { throw list.wrong("at most \(mostPools) pools") }
        var pools: [MiningPools.Pool] = []
        for one in elements {
            let name = ProviderJSON.clean(try one.field("name").text()).trimmingSpaces
            guard !name.isEmpty else { throw try one.field("name").wrong("a name") }
            pools.append(
                MiningPools.Pool(name: String(name.prefix(longestName)), blocks: try blocks(try one.field("blockCount"), in: 0...total)))
        }
        guard Set(pools.map(\.name)).count == pools.count else { throw list.wrong("each pool once") }
        // A block may be found between the provider's two counts.
        let listed = pools.reduce(0) { $0 + $1.blocks }
        guard listed <= total + 3 else { throw list.wrong("\(total) blocks in all at most") }
        return MiningPools(
            blocks: max(total, listed), hashrateEHs: hashrateEHs, pools: pools.sorted { ($1.blocks, $0.name) < ($0.blocks, $1.name) })
    }

    private static func blocks(_ json: ProviderJSON, in range: ClosedRange<Int64>) throws(ProviderFailure) -> Int64 {
        let count = try json.integer()
        guard range.contains(count) else { throw json.wrong("\(range.lowerBound) to \(range.upperBound) blocks") }
        return count
    }
}
