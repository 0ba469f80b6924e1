import Ethereum
import Foundation

/// What a node answered.
struct NotaryNodeReply<Result: Decodable>: Decodable {
    /// Nil for JSON's null, and for an error.
    let result: Result?
    let error: Fault?

    struct Fault: Decodable {
        let code: Int
        let message: String
    }

    /// Reads an answer to `method`. Throws ``NotaryNodeError`` for an error of the node and for anything that is no answer.
    static func read(_ bytes: [UInt8], status: Int, of method: String) throws -> Result? {
        guard let reply = try? JSONDecoder().decode(NotaryNodeReply.self, from: Data(bytes)) else {
            throw NotaryNodeError(
                code: .malformed,
                message: "\(method): status \(status) and \(bytes.count) bytes, expected an answer of JSON-RPC; is this a node's address?")
        }
        if let error = reply.error {
            throw NotaryNodeError(code: .refused, message: "\(method): the node refused: \(error.message.prefix(200)) (\(error.code))")
        }
        guard (200..<300).contains(status) else {
            throw NotaryNodeError(code: .refused, message: "\(method): the node answered with status \(status)")
        }
        return reply.result
    }
}

/// A number as nodes write it: `0x29`.
struct NodeQuantity: Decodable {
    let value: UInt64

    init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard text.hasPrefix("0x"), let value = UInt64(text.dropFirst(2), radix: 16) else {
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "no number: \(text.prefix(40))"))
        }
        self.value = value
    }
}

/// Bytes as nodes write them: `0x00ff`.
struct NodeBytes: Decodable {
    let bytes: [UInt8]

    init(from decoder: any Decoder) throws { bytes = try Hex.decode(decoder.singleValueContainer().decode(String.self)) }
}

/// A transaction in a block, of which these fields are read.
struct NodeTransaction: Decodable {
    let from: String
    let to: String?
    let input: NodeBytes
    /// Nil while no block has it.
    let blockNumber: NodeQuantity?
    let blockHash: NodeBytes?

    /// Nil while no block has it.
    var included: IncludedTransaction? {
        get throws {
            guard let blockNumber, let blockHash else { return nil }
            return IncludedTransaction(
                from: try Address(from), to: try to.map { try Address($0) }, data: input.bytes,
                blockNumber: blockNumber.value, blockHash: try Bytes32(blockHash.bytes))
        }
    }
}

/// A block, of which only the number is read.
struct NodeBlock: Decodable {
    let number: NodeQuantity
}
