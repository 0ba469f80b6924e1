package import Ethereum

/// What a node says became of a transaction. It counts only while the block is the chain's at its height.
package struct ChainReceipt: Hashable, Sendable, Decodable {
    package let transaction: Bytes32
    package let blockNumber: UInt64
    package let blockHash: Bytes32
    /// False for one that the contract refused: it cost its gas and did nothing.
    package let succeeded: Bool

    package init(transaction: Bytes32, blockNumber: UInt64, blockHash: Bytes32, succeeded: Bool) {
        self.transaction = transaction
        self.blockNumber = blockNumber
        self.blockHash = blockHash
        self.succeeded = succeeded
    }

    private enum CodingKeys: String, CodingKey {
        case transactionHash
        case blockNumber
        case blockHash
        case status
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        transaction = try values.decode(NodeHash.self, forKey: .transactionHash).value
        blockNumber = try values.decode(NodeNumber.self, forKey: .blockNumber).value
        blockHash = try values.decode(NodeHash.self, forKey: .blockHash).value
        succeeded = try values.decode(NodeNumber.self, forKey: .status).value == 1
    }
}
