import Foundation
import TestSupport

@testable import Ethereum

/// A node's JSON-RPC on a loopback port over the notary contract's state, with the four questions that a verifier asks.
final class ChainNode: Sendable {
    private let server: ScriptedHTTPServer

    /// - Parameter lacking: Methods that it answers with null, as a node that keeps nothing old.
    init(_ chain: ContractState, lacking: Set<String> = []) {
        server = ScriptedHTTPServer { request in
            // Nodes that answer web pages say so before and with the answer (CORS).
            let headers = [
                ("Content-Type", "application/json"), ("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Headers", "*"),
            ]
            if request.method == "OPTIONS" { return .answer(headers: headers) }
            let answer: Any =
                (try? Self.answer(request.body, chain, lacking)) ?? ["error": ["code": -32602, "message": "invalid argument"]]
            let body = try? JSONSerialization.data(withJSONObject: answer)
            return .answer(headers: headers, body: Array(body ?? Data()))
        }
    }

    var url: String { server.url("/") }

    func stop() { server.stop() }

    private static func answer(_ body: [UInt8], _ chain: ContractState, _ lacking: Set<String>) throws -> [String: Any] {
        guard let request = try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any], let method = request["method"] as? String,
            let parameters = request["params"] as? [Any]
        else { throw EthereumFault(.proofMalformed, "no request") }
        let nothing: [String: Any] = ["jsonrpc": "2.0", "id": 1, "result": NSNull()]
        guard !lacking.contains(method) else { return nothing }
        let result: Any
        switch (method, parameters.first) {
        case ("eth_chainId", _): result = quantity(chain.id)
        case ("eth_call", let call as [String: String]):
            result = Hex.encode(try chain.call(Address(call["to"] ?? ""), data: Hex.decode(call["data"] ?? "")))
        case ("eth_getTransactionByHash", let hash as String):
            guard let found = chain.transaction(try Bytes32(hex: hash)) else { return nothing }
            result = [
                "from": found.from.description.lowercased(), "to": found.to?.description.lowercased() ?? "",
                "input": Hex.encode(found.data),
                "blockNumber": quantity(found.blockNumber), "blockHash": found.blockHash.description,
            ]
        case ("eth_getBlockByNumber", let tag as String) where tag == "finalized": result = ["number": quantity(chain.finalized)]
        default: throw EthereumFault(.proofMalformed, "no such question")
        }
        return ["jsonrpc": "2.0", "id": 1, "result": result]
    }

    /// What a verifier asks, and a node may have nothing of.
    static let methods = ["eth_chainId", "eth_call", "eth_getTransactionByHash", "eth_getBlockByNumber"]

    private static func quantity(_ number: UInt64) -> String { "0x" + String(number, radix: 16) }
}
