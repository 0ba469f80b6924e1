import PluginKit

/// What mempool.space says of the newest blocks.
extension MempoolReply {
    /// An answer has 15; a list far beyond is none.
    private static let mostBlocks = 100
    private static let longestPool = 100
    /// More than any block paid by far, in satoshis.
    private static let mostFees: Int64 = 100_000_000_000

    /// `/api/v1/blocks`: the newest blocks, newest first, each the next one's parent. What the provider itself works out of a block (`extras`:
    /// fees in satoshis, who found it) may be missing; what is there must be right.
    static func recentBlocks(_ reply: ProviderReply) throws(ProviderFailure) -> [MinedBlock] {
        let root = try reply.json()
        let elements = try root.elements()
        guard (1...mostBlocks).contains(elements.count) else { throw root.wrong("1 to \(mostBlocks) blocks") }
        var blocks: [MinedBlock] = []
        for one in elements {
            let block = try recentBlock(one)
            if let above = blocks.last, above.height != block.height + 1 {
                throw try one.field("height").wrong("\(above.height - 1), one below the block before it")
            }
            blocks.append(block)
        }
        return blocks
    }

    private static func recentBlock(_ json: ProviderJSON) throws(ProviderFailure) -> MinedBlock {
        func integer(_ name: String, in range: ClosedRange<Int64>) throws(ProviderFailure) -> Int64 {
            let field = try json.field(name)
            let value = try field.integer()
            guard range.contains(value) else { throw field.wrong("\(range.lowerBound) to \(range.upperBound)") }
            return value
        }
        let height = try json.field("height").integer()
        _ = try MarketObservation(.height, Double(height), from: .mempoolSpace)
        var block = MinedBlock(
            height: height, minedAt: try MarketTime.seconds(try json.field("timestamp")),
            transactions: try integer("tx_count", in: 1...MinedBlock.mostWeight),
            weight: try integer("weight", in: 1...MinedBlock.mostWeight))
        guard let extras = json.value["extras"], extras != .null else { return block }
        try readExtras(try json.field("extras"), into: &block)
        return block
    }

    private static func readExtras(_ extras: ProviderJSON, into block: inout MinedBlock) throws(ProviderFailure) {
        guard extras.value.object != nil else { throw extras.wrong("an object") }
        if let told = extras.value["totalFees"], told != .null {
            let field = try extras.field("totalFees")
            let fees = try field.integer()
            guard (0...mostFees).contains(fees) else { throw field.wrong("satoshis of fees") }
            block.feesSatoshis = fees
        }
        // A miner may claim less than it is due, never more.
        if let fees = block.feesSatoshis, let told = extras.value["reward"], told != .null {
            let field = try extras.field("reward")
            let due = fees + Subsidy.satoshis(height: block.height)
            guard (0...due).contains(try field.integer()) else { throw field.wrong("\(due) satoshis at most: subsidy and fees") }
        }
        guard let pool = extras.value["pool"], pool != .null else { return }
        let name = ProviderJSON.clean(try extras.field("pool").field("name").text()).trimmingSpaces
        block.pool = name.isEmpty ? nil : String(name.prefix(longestPool))
    }
}
