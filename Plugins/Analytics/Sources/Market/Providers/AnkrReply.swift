import PluginKit

/// Answers of a Bitcoin node by JSON-RPC, as Ankr passes them on: `result`, or `error` with a code. Ankr itself refuses with a status and a text.
enum AnkrReply {
    private static let hashesAnExahash = 1e18
    /// So many blocks behind the headers that it knows a node is no longer of now.
    private static let mostBlocksBehind: Int64 = 2

    /// `getblockchaininfo`: height and difficulty, of a node that has caught up with the chain of bitcoins.
    static func chain(_ reply: ProviderReply) throws(ProviderFailure) -> [MarketObservation] {
        let result = try checked(reply).field("result")
        let chain = try result.field("chain")
        guard try chain.text() == "main" else { throw chain.wrong("\"main\"") }
        let blocks = try result.field("blocks").integer()
        let headers = try result.field("headers").integer()
        let (behind, overflows) = headers.subtractingReportingOverflow(blocks)
        guard !overflows, behind <= mostBlocksBehind, result.value["initialblockdownload"]?.boolean != true else {
            throw ProviderFailure(.ankr, .outdated, "The node has \(blocks) blocks of \(headers); expected one that has caught up.")
        }
        return [
            try MarketObservation(.height, Double(blocks), from: .ankr),
            try MarketObservation(.difficulty, try result.field("difficulty").number(), from: .ankr),
        ]
    }

    /// `getnetworkhashps`: hashes a second, a number above 2^53.
    static func hashrate(_ reply: ProviderReply) throws(ProviderFailure) -> [MarketObservation] {
        let hashes = try checked(reply).field("result").number()
        return [try MarketObservation(.networkHashrateEHs, hashes / hashesAnExahash, from: .ankr)]
    }

    private static func checked(_ reply: ProviderReply) throws(ProviderFailure) -> ProviderJSON {
        // A node's error comes with the status 500, so its code is looked at first; too many requests are told by the status.
        if reply.status != 429, let error = (try? JSONValue(parsing: reply.body))?["error"], let code = error["code"]?.integer {
            let message = ProviderJSON.clean(error["message"]?.string ?? "")
            throw ProviderFailure(
                .ankr, kind(code, status: reply.status), "Error \(code): \(message)", retryAfterSeconds: reply.retryAfterSeconds)
        }
        let root = try reply.json()
        let id = try root.field("id")
        guard try id.integer() == 1 else { throw id.wrong("1, as it was asked") }
        return root
    }

    private static func kind(_ code: Int64, status: Int) -> ProviderFailure.Code {
        switch code {
        // Limits as gateways of nodes tell them.
        case -32_005, -32_029, -32_090, 429: .rateLimited
        // The node warms up; the gateway has none to ask; something broke within.
        case -28, -32_055, -32_603: .unavailable
        // A node answers each of its own errors with 500, a gateway that has trouble with more.
        default: status > 500 ? .unavailable : .refused
        }
    }
}
