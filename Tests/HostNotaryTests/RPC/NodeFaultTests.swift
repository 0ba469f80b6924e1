import Testing

@testable import HostNotary

@Suite("What a node's answer means")
struct NodeFaultTests {
    @Test(
        "is told by its code and its words",
        arguments: [
            (-32000, "already known", NodeFault.Code.alreadyKnown),
            (-32000, "nonce too low: next nonce 7, tx nonce 6", .nonceTooLow),
            (-32000, "replacement transaction underpriced", .underpriced),
            (-32000, "transaction underpriced: gas tip cap 0", .invalidTransaction),
            (-32000, "insufficient funds for gas * price + value: balance 0, tx cost 1, overshot 1", .insufficientFunds),
            (-32016, "over rate limit", .limited),
            (-32005, "limit exceeded", .limited),
            (3, "execution reverted: not head", .reverted),
            (-32000, "execution reverted", .reverted),
            (-32000, "max fee per gas less than block base fee: address 0x1", .invalidTransaction),
            (-32000, "intrinsic gas too low: gas 1, minimum needed 21000", .invalidTransaction),
            (-32000, "invalid chain id for signer: have 1 want 2", .invalidTransaction),
            (-32000, "invalid sender", .invalidTransaction),
            (-32000, "something that nobody has seen before", .invalidTransaction),
            (-32002, "request timed out", .unreachable), (-32603, "internal error", .unreachable),
            (-32000, "the backend timed out", .unreachable),
            (-32601, "the method eth_x does not exist/is not available", .refused),
        ])
    func codes(code: Int, message: String, expected: NodeFault.Code) {
        #expect(NodeFault(rpcCode: code, message: message, data: nil, method: "eth_sendRawTransaction").code == expected)
    }

    @Test("of a status that is not 2xx is that nothing is known, but for one that says that the address is wrong")
    func statuses() {
        #expect(
            NodeFault(status: 429, retryAfter: "7", endpoint: "x")
                == NodeFault(.limited, "x wants fewer requests (429)", retryAfterSeconds: 7))
        #expect(NodeFault(status: 503, retryAfter: nil, endpoint: "x").isOutcomeUnknown)
        #expect(NodeFault(status: 401, retryAfter: nil, endpoint: "x").code == .refused)
        for status in [408, 425, 499] { #expect(NodeFault(status: status, retryAfter: nil, endpoint: "x").isOutcomeUnknown) }
    }

    @Test(
        "of bytes is for good only where its words are known to mean that it has not taken them",
        arguments: [
            ("intrinsic gas too low: gas 1, minimum needed 21000", true), ("invalid sender", true), ("txpool is full", false),
            ("something that nobody has seen before", false), ("nonce too low", false), ("request timed out", false),
        ])
    func forGood(message: String, isForGood: Bool) {
        #expect(NodeFault(rpcCode: -32000, message: message, data: nil, method: "eth_sendRawTransaction").isForGood == isForGood)
    }

    @Test("tells a contract's own words where they came as data alone")
    func reverted() {
        // Error("not head")
        let data =
            "0x08c379a0" + String(repeating: "0", count: 62) + "20" + String(repeating: "0", count: 62) + "08" + "6e6f742068656164"
            + String(repeating: "0", count: 48)
        let fault = NodeFault(rpcCode: 3, message: "execution reverted", data: data, method: "eth_estimateGas")
        #expect(fault.message == "eth_estimateGas: execution reverted: not head (3)")
    }

    @Test("of several nodes is what the one says that has the transaction, else what is certain, else that nothing is known")
    func together() {
        let cut = NodeFault(.unreachable, "cut")
        let low = NodeFault(.nonceTooLow, "low")
        let poor = NodeFault(.insufficientFunds, "poor")
        let wrong = NodeFault(.invalidTransaction, "wrong")
        #expect(SendAnswer([nil]) == .taken)
        #expect(SendAnswer([wrong, NodeFault(.alreadyKnown, "known")]) == .taken)
        #expect(SendAnswer([cut, low]) == .nonceTooLow)
        #expect(SendAnswer([cut, poor]) == .unknown(cut))
        #expect(SendAnswer([wrong, poor]) == .insufficientFunds(poor))
        #expect(SendAnswer([wrong]) == .refused(wrong))
    }
}
