/// What a verifier asks a chain, through a node that it trusts.
package protocol NotaryChain: Sendable {
    /// The chain's number (`eth_chainId`).
    func chainID() async throws -> UInt64
    /// What a contract answers now (`eth_call`).
    func call(_ contract: Address, data: [UInt8]) async throws -> [UInt8]
    /// A transaction that stands in a block (`eth_getTransactionByHash`); nil if the node has none, as one that
    /// keeps no old ones.
    func transaction(_ hash: Bytes32) async throws -> IncludedTransaction?
    /// The number of the newest block that can no longer go away.
    func finalizedBlock() async throws -> UInt64
}

/// A transaction as a node tells it.
package struct IncludedTransaction: Hashable, Sendable {
    package let from: Address
    package let to: Address?
    package let data: [UInt8]
    package let blockNumber: UInt64
    package let blockHash: Bytes32

    package init(from: Address, to: Address?, data: [UInt8], blockNumber: UInt64, blockHash: Bytes32) {
        self.from = from
        self.to = to
        self.data = data
        self.blockNumber = blockNumber
        self.blockHash = blockHash
    }
}
