internal import Ethereum

extension NodeFault {
    /// What an `error` of JSON-RPC means. Nodes give most of their reasons one code and tell them apart by words; these are geth's and those
    /// that providers put in their place.
    init(rpcCode: Int, message: String, data: String?, method: String) {
        let text = message.lowercased()
        func says(_ words: String...) -> Bool { Self.says(text, words) }
        let isInvalid = Self.says(text, Self.invalid)
        let code: Code
        switch rpcCode {
        case 3: code = .reverted
        case -32005, -32016, 429: code = .limited
        case -32700, -32601, -32600: code = .refused
        default:
            // "replacement transaction underpriced" before "transaction underpriced", which means a fee below the node's own floor.
            if says("already known", "known transaction", "already imported", "already in mempool") {
                code = .alreadyKnown
            } else if says("nonce too low", "nonce is too low", "oldnonce") {
                code = .nonceTooLow
            } else if says("replacement transaction underpriced", "replacement underpriced", "could not replace") {
                code = .underpriced
            } else if says("insufficient funds") {
                code = .insufficientFunds
            } else if says("execution reverted") {
                code = .reverted
            } else if says("over rate limit", "rate limit", "too many requests", "capacity exceeded") {
                code = .limited
            } else if says("header not found", "block not found", "unknown block", "missing trie node") {
                code = .behind
            } else if isInvalid {
                code = .invalidTransaction
            } else if rpcCode == -32603 || rpcCode == -32002 || says("timeout", "timed out", "internal error", "temporarily") {
                code = .unreachable
            } else if method == "eth_sendRawTransaction" {
                code = .invalidTransaction
            } else {
                code = .refused
            }
        }
        var words = message.prefix(200).description
        if code == .reverted, let data, let bytes = try? Hex.decode(data), case .message(let reason) = RevertReason(bytes) {
            words = "execution reverted: \(reason)"
        }
        self.init(code, "\(method): \(words) (\(rpcCode))", isForGood: code == .invalidTransaction && isInvalid)
    }

    private static func says(_ text: String, _ words: [String]) -> Bool { words.contains { text.contains($0) } }

    private static let invalid = [
        "max fee per gas less than block base fee", "intrinsic gas too low", "invalid chain id", "invalid sender",
        "exceeds block gas limit",
        "exceeds maximum per-transaction gas limit", "transaction type not supported", "invalid transaction v, r, s values",
    ]
}

extension NodeFault {
    /// What a status other than 2xx means, whatever its body is.
    init(status: Int, retryAfter: String?, endpoint: String) {
        let seconds = retryAfter.flatMap { Int($0) }.map { min(max($0, 0), 3_600) }
        switch status {
        case 429: self.init(.limited, "\(endpoint) wants fewer requests (429)", retryAfterSeconds: seconds)
        // A server or one between may give up waiting for what goes on all the same.
        case 408, 425, 499, 500...: self.init(.unreachable, "\(endpoint) answered with status \(status)", retryAfterSeconds: seconds)
        default:
            self.init(.refused, "\(endpoint) answered with status \(status): its address or the key in it may be wrong")
        }
    }
}
