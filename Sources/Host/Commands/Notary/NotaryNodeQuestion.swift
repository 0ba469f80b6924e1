import Ethereum

/// The questions that a verifier asks a node, as JSON-RPC has them. All values are digits or constants, so nothing needs escaping.
enum NotaryNodeQuestion {
    case chainID
    case call(Address, data: [UInt8])
    case transaction(Bytes32)
    case finalizedBlock

    var method: String {
        switch self {
        case .chainID: "eth_chainId"
        case .call: "eth_call"
        case .transaction: "eth_getTransactionByHash"
        case .finalizedBlock: "eth_getBlockByNumber"
        }
    }

    var json: String { #"{"jsonrpc":"2.0","id":1,"method":"\#(method)","params":[\#(parameters)]}"# }

    private var parameters: String {
        switch self {
        case .chainID: ""
        case .call(let contract, let data): #"{"to":"\#(contract)","data":"\#(Hex.encode(data))"},"latest""#
        case .transaction(let hash): #""\#(hash)""#
        case .finalizedBlock: #""finalized",false"#
        }
    }
}
