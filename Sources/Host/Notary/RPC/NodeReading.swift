package import Ethereum

/// What one node said, at about one time, of an account and its transactions.
package struct NodeReading: Sendable, Hashable {
    /// What the node is called.
    package let node: String
    package let latest: ChainBlock
    /// The number of the newest block whose data stand on the chain below.
    package let safe: UInt64
    /// The number of the newest block that can no longer go away.
    package let finalized: UInt64
    /// Of that block, in seconds since 1970.
    package let finalizedTimeSeconds: UInt64
    /// The account's transactions that stand in blocks.
    package let nonce: UInt64
    /// In wei.
    package let balance: UInt256
    /// Of the transactions that were asked for, those that stand in a block that is the chain's at its height.
    package let receipts: [Bytes32: ChainReceipt]
    /// Of the transactions that were asked for, those that wait in the node's pool.
    package let pooled: Set<Bytes32>

    package init(
        node: String, latest: ChainBlock, safe: UInt64, finalized: UInt64, finalizedTimeSeconds: UInt64, nonce: UInt64, balance: UInt256,
        receipts: [Bytes32: ChainReceipt], pooled: Set<Bytes32>
    ) {
        self.node = node
        self.latest = latest
        self.safe = safe
        self.finalized = finalized
        self.finalizedTimeSeconds = finalizedTimeSeconds
        self.nonce = nonce
        self.balance = balance
        self.receipts = receipts
        self.pooled = pooled
    }
}
