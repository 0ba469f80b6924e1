internal import Ethereum
internal import FoundationEssentials

/// Reads a node's answer and takes nothing that is not one. Pure.
struct NodeReply<Result: Decodable>: Decodable {
    let id: UInt64?
    /// Nil for JSON's null, and for an error.
    let result: Result?
    let error: Fault?

    struct Fault: Decodable {
        let code: Int
        let message: String
        let data: String?

        enum CodingKeys: CodingKey {
            case code
            case message
            case data
        }

        init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            code = try values.decode(Int.self, forKey: .code)
            message = try values.decode(String.self, forKey: .message)
            // Some nodes put an object there.
            data = try? values.decode(String.self, forKey: .data)
        }
    }

    /// The result of `question`; nil for null. Throws ``NodeFault``.
    static func read(_ bytes: [UInt8], id: UInt64, of question: NodeQuestion) throws(NodeFault) -> Result? {
        let method = question.method
        guard let reply = try? JSONDecoder().decode(NodeReply.self, from: Data(bytes)) else {
            throw NodeFault(.malformed, "\(method): \(bytes.count) bytes that are no answer of JSON-RPC")
        }
        if let error = reply.error { throw NodeFault(rpcCode: error.code, message: error.message, data: error.data, method: method) }
        guard reply.id == id else { throw NodeFault(.malformed, "\(method): the answer is to another question") }
        return reply.result
    }
}

/// A number in hexadecimal digits, as JSON-RPC writes it.
struct NodeQuantity: Decodable {
    let value: UInt256

    init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        let digits = text.dropFirst(2)
        guard text.hasPrefix("0x"), (1...64).contains(digits.utf8.count) else { throw Self.problem(decoder) }
        do {
            value = try UInt256(bigEndian: Hex.decode(digits.utf8.count.isMultiple(of: 2) ? String(digits) : "0" + digits, prefixed: false))
        } catch { throw Self.problem(decoder) }
    }

    static func problem(_ decoder: any Decoder) -> DecodingError {
        .dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "no quantity"))
    }
}

/// A number such as a block's. One that the database has no room for (2⁶³ and more) is a lie: the chain itself never comes that far.
struct NodeNumber: Decodable {
    let value: UInt64

    init(from decoder: any Decoder) throws {
        guard let small = try NodeQuantity(from: decoder).value.uint64, small <= UInt64(Int64.max) else {
            throw NodeQuantity.problem(decoder)
        }
        value = small
    }
}

/// A block's time in seconds since 1970; one that no calendar has (beyond the year 9999) is a lie.
struct NodeTime: Decodable {
    let seconds: UInt64

    init(from decoder: any Decoder) throws {
        seconds = try NodeNumber(from: decoder).value
        guard seconds <= NotaryContract.lastSecond else { throw NodeQuantity.problem(decoder) }
    }
}

/// Bytes in hexadecimal digits.
struct NodeBytes: Decodable {
    let bytes: [UInt8]

    init(from decoder: any Decoder) throws {
        do { bytes = try Hex.decode(decoder.singleValueContainer().decode(String.self)) } catch { throw NodeQuantity.problem(decoder) }
    }
}

/// 32 bytes in hexadecimal digits.
struct NodeHash: Decodable {
    let value: Bytes32

    init(from decoder: any Decoder) throws {
        do { value = try Bytes32(NodeBytes(from: decoder).bytes) } catch { throw NodeQuantity.problem(decoder) }
    }
}
