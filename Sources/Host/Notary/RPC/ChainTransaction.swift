package import Ethereum

/// A transaction as a node tells it among a block's. What it tells is nobody's word until ``signed(by:)`` has looked whose signature it is.
package struct ChainTransaction: Sendable, Decodable {
    /// nil for one of another type than the notary's, or that is not whole.
    private let told: Told?

    private struct Told: Sendable {
        let transaction: Transaction
        let signature: Signature
    }

    private enum CodingKeys: String, CodingKey {
        case type
        case chainId
        case nonce
        case maxPriorityFeePerGas
        case maxFeePerGas
        case gas
        case to
        case value
        case input
        case r
        case s
        case yParity
        case v
    }

    package init(from decoder: any Decoder) throws {
        // A block holds transactions of others, of types that this host does not know.
        told = try? Self.told(decoder)
    }

    private static func told(_ decoder: any Decoder) throws -> Told {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        func number(_ key: CodingKeys) throws -> UInt64 { try values.decode(NodeNumber.self, forKey: key).value }
        func quantity(_ key: CodingKeys) throws -> UInt256 { try values.decode(NodeQuantity.self, forKey: key).value }
        guard try number(.type) == UInt64(Transaction.type) else { throw NodeQuantity.problem(decoder) }
        let parity = try number(values.contains(.yParity) ? .yParity : .v)
        return Told(
            transaction: Transaction(
                chainID: try number(.chainId), nonce: try number(.nonce), maxPriorityFeePerGas: try quantity(.maxPriorityFeePerGas),
                maxFeePerGas: try quantity(.maxFeePerGas), gasLimit: try number(.gas),
                to: try Address(values.decode(String.self, forKey: .to)), value: try quantity(.value),
                data: try values.decode(NodeBytes.self, forKey: .input).bytes),
            signature: try Signature(r: quantity(.r).word, s: quantity(.s).word, yParity: UInt8(clamping: parity)))
    }

    /// The transaction with its bytes if it calls this contract with this data and `account` has signed exactly that; nil otherwise.
    package func signed(by account: Address, to contract: Address, data: [UInt8]) -> SignedTransaction? {
        guard let told, told.transaction.to == contract, told.transaction.data == data else { return nil }
        return try? told.transaction.signed(with: told.signature, by: account)
    }
}

/// A block's transactions, of its head nothing.
struct ChainBlockBody: Sendable, Decodable {
    let transactions: [ChainTransaction]
}
