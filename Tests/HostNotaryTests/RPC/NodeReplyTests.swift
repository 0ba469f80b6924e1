import Ethereum
import Testing

@testable import HostNotary

@Suite("A node's answer") struct NodeReplyTests {
    private static let hash = "0x" + String(repeating: "11", count: 32)

    @Test(
        "with a number beyond what is stored, or a time beyond the calendar, is a lie of that node and not read",
        arguments: ["0x8000000000000000", "0xffffffffffffffff", "0x10000000000000000", "0x" + String(repeating: "f", count: 64)])
    func beyond(number: String) throws {
        for (place, time) in [(number, "0x1"), ("0x1", number), ("0x1", "0x3afff44180")] {
            #expect(fault(block(place, time), .block(.latest), ChainBlock.self) == .malformed, "\(place), \(time)")
        }
        #expect(fault(receipt(number, "0x1"), .receipt(.zero), ChainReceipt.self) == .malformed)
        #expect(fault(receipt("0x1", number), .receipt(.zero), ChainReceipt.self) == .malformed)
        for question in [NodeQuestion.nonce(FeeOracle.address), .estimate(to: nil, data: [], from: FeeOracle.address), .chainID] {
            #expect(fault("\"\(number)\"", question, NodeNumber.self) == .malformed, "\(question.method)")
        }
    }

    @Test("with the largest that is stored is read") func largest() throws {
        let read = try NodeReply<ChainBlock>.read(answer(block("0x7fffffffffffffff", "0x3afff4417f")), id: 1, of: .block(.latest))
        #expect(read?.number == UInt64(Int64.max) && read?.timeSeconds == 253_402_300_799)
        let told = try NodeReply<ChainReceipt>.read(answer(receipt("0x7fffffffffffffff", "0x1")), id: 1, of: .receipt(.zero))
        #expect(told?.blockNumber == UInt64(Int64.max) && told?.succeeded == true)
    }

    private func block(_ number: String, _ time: String) -> String {
        #"{"number":"\#(number)","hash":"\#(Self.hash)","baseFeePerGas":"0x1","timestamp":"\#(time)"}"#
    }

    private func receipt(_ number: String, _ status: String) -> String {
        #"{"transactionHash":"\#(Self.hash)","blockNumber":"\#(number)","blockHash":"\#(Self.hash)","status":"\#(status)"}"#
    }

    private func answer(_ result: String) -> [UInt8] { Array(#"{"jsonrpc":"2.0","id":1,"result":\#(result)}"#.utf8) }

    private func fault<Result: Decodable & Sendable>(_ result: String, _ question: NodeQuestion, _ type: Result.Type) -> NodeFault.Code? {
        do throws(NodeFault) {
            _ = try NodeReply<Result>.read(answer(result), id: 1, of: question)
            return nil
        } catch { return error.code }
    }
}
