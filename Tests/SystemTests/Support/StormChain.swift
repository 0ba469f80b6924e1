import TestSupport

/// Weather over a chain: what may go wrong with blocks, pools and nodes, at random.
struct StormChain: Sendable {
    let devnet: Devnet

    /// How far the chain calls blocks safe and final; a block that went away was younger.
    static let arguments = ["--interval", "0.3", "--safe-lag", "6", "--final-lag", "12"]
    private static let deepest = 8

    // Each at one of the two nodes, or at both.
    private static let faults = [
        #""kind":"http","status":503,"count":4"#, #""kind":"http","status":502,"method":"eth_sendRawTransaction","count":2"#,
        #""kind":"http","status":429,"headers":{"Retry-After":"1"},"body":{"error":{"code":-32016,"message":"over rate limit"}},"count":6"#,
        #""kind":"after_http","status":502,"method":"eth_sendRawTransaction""#, #""kind":"close","count":4"#,
        #""kind":"after_close","method":"eth_sendRawTransaction""#, #""kind":"garbage","count":3"#,
        #""kind":"garbage","method":"eth_sendRawTransaction""#, #""kind":"slow","seconds":2,"count":2"#,
        #""kind":"slow","seconds":2,"method":"eth_sendRawTransaction""#,
        #""kind":"rpc","error":{"code":-32000,"message":"header not found"},"count":4"#,
        #""kind":"rpc","error":{"code":-32603,"message":"internal error"},"method":"eth_sendRawTransaction","count":2"#,
        #""kind":"rpc","error":{"code":-32000,"message":"nonce too low"},"method":"eth_sendRawTransaction""#,
        #""kind":"rpc","error":{"code":3,"message":"execution reverted: not head"},"method":"eth_estimateGas""#,
        #""kind":"stale","blocks":4,"count":60"#, #""kind":"stale","blocks":2,"method":"eth_getTransactionReceipt","count":20"#,
        #""kind":"swallow""#, #""kind":"swallow","count":3"#,
    ]

    /// One thing goes wrong; returns what, for the log.
    func strike(_ random: inout SeededRandom) async throws -> String {
        switch Int.random(in: 0..<10, using: &random) {
        case 0, 1:
            let (depth, mode) = (
                Int.random(in: 1...Self.deepest, using: &random), ["requeue", "drop", "keep"].randomElement(using: &random)!
            )
            // A chain that is younger than that keeps its blocks.
            _ = try? await devnet.ask("devnet_reorg", "\(depth), \"\(mode)\"")
            return "reorg \(depth) \(mode)"
        case 2:
            for hash in try await devnet.ask("devnet_pool") { _ = try? await devnet.ask("devnet_evict", "\"\(hash)\"") }
            return "evict"
        case 3:
            for hash in try await devnet.ask("devnet_pool") { _ = try? await devnet.ask("devnet_hold", "\"\(hash)\", true") }
            return "hold"
        case 4:
            let wei = Int.random(in: 1...40, using: &random) * 5_000_000
            try await devnet.ask("devnet_set", "{\"base_fee\":\(wei)}")
            return "base fee \(wei)"
        default:
            let path = ["", #""path":"/a","#, #""path":"/b","#].randomElement(using: &random)!
            let fault = Self.faults.randomElement(using: &random)!
            try await devnet.fault("{\(path)\(fault)}")
            return "\(path) \(fault)"
        }
    }

    /// Blocks come, cheap and to all; what was held stays held, and a dearer replacement goes past it.
    func calm() async throws {
        try await devnet.ask("devnet_clearFaults")
        try await devnet.ask("devnet_set", #"{"base_fee":5000000}"#)
    }
}
