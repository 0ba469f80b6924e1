package import Ethereum

/// What the nodes that are asked agree on. Pure.
package struct ChainObservation: Sendable, Hashable {
    /// The newest block that any of them has.
    package let latest: ChainBlock
    /// The lower of what they call safe: some call their newest block so.
    package let safe: UInt64
    /// The lower of what they call final.
    package let finalized: UInt64
    /// Transactions of the account that stand in blocks, as far as enough of them say so.
    package let nonce: UInt64
    /// In wei; the lowest that one of them tells.
    package let balance: UInt256
    /// Receipts on which enough of them agree, block and all.
    package let receipts: [Bytes32: ChainReceipt]
    /// Transactions that at least one of them has, in a block or in its pool.
    package let seen: Set<Bytes32>
    /// Transactions that wait in the pool of at least one of them.
    package let pooled: Set<Bytes32>
    /// What they contradict each other in; nil while they do not, apart from one being behind.
    package let disagreement: String?

    package init(
        latest: ChainBlock, safe: UInt64, finalized: UInt64, nonce: UInt64, balance: UInt256, receipts: [Bytes32: ChainReceipt] = [:],
        seen: Set<Bytes32> = [], pooled: Set<Bytes32> = [], disagreement: String? = nil
    ) {
        self.latest = latest
        self.safe = safe
        self.finalized = finalized
        self.nonce = nonce
        self.balance = balance
        self.receipts = receipts
        self.seen = seen
        self.pooled = pooled
        self.disagreement = disagreement
    }

    /// - Parameter quorum: How many have to agree before anything counts.
    /// - Returns: nil if fewer than that have answered.
    package init?(_ readings: [NodeReading], quorum: Int) {
        precondition(quorum > 0, "nobody agrees with nobody")
        guard readings.count >= quorum, let latest = readings.map(\.latest).max(by: { $0.number < $1.number }) else { return nil }
        var receipts: [Bytes32: ChainReceipt] = [:]
        var seen = readings.reduce(into: Set<Bytes32>()) { $0.formUnion($1.pooled) }
        let pooled = seen
        var disagreement: String?
        for hash in Set(readings.flatMap(\.receipts.keys)) {
            seen.insert(hash)
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
        self.init(
            latest: latest, safe: readings.map(\.safe).min() ?? 0, finalized: readings.map(\.finalized).min() ?? 0,
            nonce: readings.map(\.nonce).sorted(by: >)[quorum - 1], balance: readings.map(\.balance).min() ?? 0, receipts: receipts,
            seen: seen, pooled: pooled, disagreement: disagreement)
    }
}
