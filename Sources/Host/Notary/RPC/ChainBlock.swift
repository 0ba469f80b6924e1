package import Ethereum

/// The head of a block as a node tells it.
package struct ChainBlock: Hashable, Sendable, Decodable {
    package let number: UInt64
    package let hash: Bytes32
    /// In wei per gas.
    package let baseFee: UInt256
    /// In seconds since 1970.
    package let timeSeconds: UInt64

    package init(number: UInt64, hash: Bytes32, baseFee: UInt256, timeSeconds: UInt64) {
        self.number = number
        self.hash = hash
        self.baseFee = baseFee
        self.timeSeconds = timeSeconds
    }

    private enum CodingKeys: String, CodingKey {
        case number
        case hash
        case baseFeePerGas
        case timestamp
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        number = try values.decode(NodeNumber.self, forKey: .number).value
        hash = try values.decode(NodeHash.self, forKey: .hash).value
        baseFee = try values.decode(NodeQuantity.self, forKey: .baseFeePerGas).value
        timeSeconds = try values.decode(NodeTime.self, forKey: .timestamp).seconds
    }
}
