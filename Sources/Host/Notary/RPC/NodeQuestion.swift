package import Ethereum
internal import HostEgress

/// What a node is asked, as JSON-RPC has it. All values are digits or constants, so nothing needs escaping. Pure.
package enum NodeQuestion: Sendable, Hashable {
    case chainID
    /// A block's head; nil for one that the node does not have.
    case block(BlockTag)
    /// A block with its transactions, whole.
    case transactions(UInt64)
    /// Transactions of an account that stand in blocks.
    case nonce(Address)
    /// In wei.
    case balance(Address)
    /// A contract's code; empty where there is none.
    case code(Address)
    case receipt(Bytes32)
    case transaction(Bytes32)
    case tip
    case call(to: Address, data: [UInt8], from: Address?)
    /// Without an address it makes a contract.
    case estimate(to: Address?, data: [UInt8], from: Address)
    case send(raw: [UInt8])

    /// Which block is meant.
    package enum BlockTag: Sendable, Hashable {
        case latest
        case safe
        case finalized
        case number(UInt64)

        var json: String {
            switch self {
            case .latest: "\"latest\""
            case .safe: "\"safe\""
            case .finalized: "\"finalized\""
            case .number(let number): "\"0x\(String(number, radix: 16))\""
            }
        }
    }

    /// The method's name.
    package var method: String {
        switch self {
        case .chainID: "eth_chainId"
        case .block, .transactions: "eth_getBlockByNumber"
        case .nonce: "eth_getTransactionCount"
        case .balance: "eth_getBalance"
        case .code: "eth_getCode"
        case .receipt: "eth_getTransactionReceipt"
        case .transaction: "eth_getTransactionByHash"
        case .tip: "eth_maxPriorityFeePerGas"
        case .call: "eth_call"
        case .estimate: "eth_estimateGas"
        case .send: "eth_sendRawTransaction"
        }
    }

    /// How long an answer may be: a whole block is longer than anything else that is asked for.
    var maximumAnswerBytes: Int { if case .transactions = self { HTTPLimits.maximumAnswerBytes } else { HTTPLimits.standardAnswerBytes } }

    /// The whole request.
    package func json(id: UInt64) -> String { #"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)","params":[\#(parameters)]}"# }

    private var parameters: String {
        switch self {
        case .chainID, .tip: ""
        case .block(let tag): "\(tag.json),false"
        case .transactions(let number): "\(BlockTag.number(number).json),true"
        case .nonce(let account), .balance(let account), .code(let account): #""\#(account)","latest""#
        case .receipt(let hash), .transaction(let hash): #""\#(hash)""#
        case .call(let to, let data, let from):
            #"{\#(from.map { #""from":"\#($0)","# } ?? "")"to":"\#(to)","data":"\#(Hex.encode(data))"},"latest""#
        // Without a block: some nodes take no second parameter.
        case .estimate(let to, let data, let from):
            #"{"from":"\#(from)",\#(to.map { #""to":"\#($0)","# } ?? "")"data":"\#(Hex.encode(data))"}"#
        case .send(let raw): #""\#(Hex.encode(raw))""#
        }
    }
}
