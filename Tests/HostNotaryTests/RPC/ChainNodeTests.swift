import Foundation
import HostEgress
import TestSupport
import Testing

@testable import HostNotary

@Suite("One node") struct ChainNodeTests {
    @Test("tells a whole block of several MiB; a longer answer to anything else is none")
    func largeBlock() async throws {
        let server = ScriptedHTTPServer { request in
            let question = try? JSONSerialization.jsonObject(with: Data(request.body)) as? [String: Any]
            // Others' transactions, of a type that the notary does not know.
            let other = #"{"type":"0x7e","input":"0x\#(String(repeating: "ab", count: 1 << 19))"}"#
            let block =
                #"{"number":"0x1","hash":"0x\#(String(repeating: "11", count: 32))","baseFeePerGas":"0x1","timestamp":"0x1","transactions":[\#(other),\#(other),\#(other)]}"#
            return .answer(body: Array(#"{"jsonrpc":"2.0","id":\#(question?["id"] as? Int ?? 0),"result":\#(block)}"#.utf8))
        }
        defer { server.stop() }
        let engine = try HTTPEngine()
        defer { engine.cancelAll() }
        let node = ChainNode(try NodeAddress(server.url("/")), engine: engine)
        #expect(try await node.need(.transactions(1), as: ChainBlockBody.self).transactions.count == 3)
        let fault = await #expect(throws: NodeFault.self) { _ = try await node.need(.block(.number(1)), as: ChainBlock.self) }
        #expect(fault?.code == .unreachable && fault?.message.contains("is longer than \(HTTPLimits.standardAnswerBytes) bytes") == true)
    }
}
