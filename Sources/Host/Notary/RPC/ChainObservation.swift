package import Ethereum

/// What the nodes that are asked agree on: a single one of three that lies or stands still is outvoted in each figure. Pure.
package struct ChainObservation: Sendable, Hashable {
    /// The newest block that enough of them have; its fee is in the middle of what they tell, since one that tells the right block may lie
    /// about that.
    package let latest: ChainBlock
    /// The newest block that enough of them call safe: some call their newest block so.
    package let safe: UInt64
    /// The newest block that enough of them call final.
    package let finalized: UInt64
    /// Of that block, in seconds since 1970.
    package let finalizedTimeSeconds: UInt64
    /// Transactions of the account that stand in blocks, as far as enough of them say so.
    package let nonce: UInt64
    /// In wei; what it has at least, as enough of them say.
    package let balance: UInt256
    /// Receipts on which enough of them agree, block and all.
    package let receipts: [Bytes32: ChainReceipt]
    /// Transactions that at least one of them has, in a block or in its pool.
    package let seen: Set<Bytes32>
    /// Transactions that wait in the pool of at least one of them.
    package let pooled: Set<Bytes32>
    /// What they contradict each other in; nil while they do not, apart from one being behind.
    package let disagreement: String?
    /// Those whose newest block is far from the one that is agreed on.
    package let apart: [Apart]
    private let readings: [NodeReading]
    private let quorum: Int

    /// A node that stands still, or tells of blocks that no other has.
    package struct Apart: Sendable, Hashable {
        package let node: String
        package let number: UInt64
        /// What is agreed on.
        package let agreed: UInt64
    }

    /// Blocks by which a node may be behind or ahead without being told of: a minute of Base's.
    private static let apartCount: UInt64 = 30

    /// - Parameter quorum: How many have to agree before anything counts.
    /// - Returns: nil if fewer than that have answered.
    package init?(_ readings: [NodeReading], quorum: Int) {
        precondition(quorum > 0, "nobody agrees with nobody")
        guard readings.count >= quorum else { return nil }
        self.readings = readings
        self.quorum = quorum
        latest = Self.latest(readings, quorum)
        safe = Votes.reached(readings.map(\.safe), by: quorum)
        finalized = Votes.reached(readings.map(\.finalized), by: quorum)
        finalizedTimeSeconds = Votes.reached(readings.map(\.finalizedTimeSeconds), by: quorum)
        nonce = Votes.reached(readings.map(\.nonce), by: quorum)
        balance = Votes.reached(readings.map(\.balance), by: quorum)
        pooled = readings.reduce(into: []) { $0.formUnion($1.pooled) }
        seen = readings.reduce(into: pooled) { $0.formUnion($1.receipts.keys) }
        var receipts: [Bytes32: ChainReceipt] = [:]
        var disagreement: String?
        for hash in Set(readings.flatMap(\.receipts.keys)) {
            let told = Dictionary(grouping: readings.compactMap { $0.receipts[hash] }) { $0 }
            if told.count > 1 { disagreement = "transaction \(hash) stands in \(told.count) different blocks" }
            // Two answers with as many voices each say nothing.
            let agreed = told.filter { $0.value.count >= quorum }
            if agreed.count == 1, let receipt = agreed.keys.first { receipts[hash] = receipt }
        }
        let heights = Dictionary(grouping: readings.map(\.latest), by: \.number)
        if let split = heights.first(where: { Set($0.value.map(\.hash)).count > 1 }) {
            disagreement = disagreement ?? "block \(split.key) has different hashes"
        }
        self.receipts = receipts
        self.disagreement = disagreement
        let agreed = latest.number
        apart = readings.compactMap {
            let distance = max($0.latest.number, agreed) - min($0.latest.number, agreed)
            return distance > Self.apartCount ? Apart(node: $0.node, number: $0.latest.number, agreed: agreed) : nil
        }
    }

    private static func latest(_ readings: [NodeReading], _ quorum: Int) -> ChainBlock {
        let number = Votes.reached(readings.map(\.latest.number), by: quorum)
        // More than one at that height may tell another hash; then the one that most tell.
        let hashes = Dictionary(grouping: readings.filter { $0.latest.number == number }, by: \.latest.hash)
        let hash = hashes.max { ($0.value.count, $0.key.hex) < ($1.value.count, $1.key.hex) }?.key ?? readings[0].latest.hash
        return ChainBlock(
            number: number, hash: hash,
            baseFee: Votes.upperMiddle(of: readings.map(\.latest.baseFee)) ?? readings[0].latest.baseFee,
            timeSeconds: Votes.reached(readings.map(\.latest.timeSeconds), by: quorum))
    }

    /// How far a receipt is beyond being taken back: enough of those who tell it, block and all, call a block safe or final that is not
    /// before its own. Who is on another fork has no say in that.
    package func depth(of receipt: ChainReceipt) -> Depth {
        let witnesses = readings.filter { $0.receipts[receipt.transaction] == receipt }
        func enough(_ reach: KeyPath<NodeReading, UInt64>) -> Bool {
            witnesses.count { $0[keyPath: reach] >= receipt.blockNumber } >= quorum
        }
        return enough(\.finalized) ? .finalized : enough(\.safe) ? .safe : .included
    }

    /// See ``depth(of:)``.
    package enum Depth: Sendable, Hashable {
        case included
        case safe
        case finalized
    }

    /// Whether enough nodes have come to that height and have none of these transactions in a block.
    func lack(_ hashes: [Bytes32], at number: UInt64) -> Bool {
        readings.count { reading in reading.latest.number >= number && !hashes.contains { reading.receipts[$0] != nil } } >= quorum
    }

    /// Whether enough nodes have one of these transactions, in a block or in their pool.
    func hold(_ hashes: [Bytes32]) -> Bool {
        readings.count { reading in hashes.contains { reading.receipts[$0] != nil || reading.pooled.contains($0) } } >= quorum
    }
}
