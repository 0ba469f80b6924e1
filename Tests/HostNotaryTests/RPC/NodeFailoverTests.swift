import Ethereum
import Foundation
import HostData
import TestSupport
import Testing

@testable import HostNotary

@Suite("Of three nodes one fails", .serialized) struct NodeFailoverTests {
    @Test(
        "Reads and sends go on with the other two, whether it is dead, answers nonsense, lags, or takes transactions and keeps none",
        arguments: [
            #"{"kind":"close","path":"/c","count":100000}"#, #"{"kind":"http","status":503,"path":"/c","count":100000}"#,
            #"{"kind":"garbage","path":"/c","count":100000}"#, #"{"kind":"stale","blocks":6,"path":"/c","count":100000}"#,
            #"{"kind":"swallow","path":"/c","count":100000}"#,
        ])
    func fails(_ fault: String) async throws {
        try await NotaryFixture.with(["--interval", "0.1"]) { fixture in
            let host = try fixture.host(paths: ["/a", "/b", "/c"])
            try await fixture.devnet.mine(10)
            try await fixture.devnet.fault(fault)
            _ = try await host.submit(tenant: fixture.north, key: "1", leaf: .random())
            _ = try await fixture.turn(host, "1", to: .finalized, mining: false, turns: 400)
            #expect(try await fixture.anchored(host) == 1)
            #expect(try await fixture.attempts().nonces == 1)
            #expect(host.chain.nodes.prefix(2).allSatisfy { $0.currentHealth.lastFault == nil })
        }
    }

    @Test("One that is on a fork of its own, where the transaction stands in another block, is outvoted and told of")
    func lies() async throws {
        try await NotaryFixture.with(["--interval", "0.1"]) { fixture in
            // The same chain's number, other blocks; it takes every transaction and puts it into a block of its own.
            let fork = try await Devnet.start(["--interval", "0.1"])
            defer { fork.stop() }
            try await fork.mine(20)
            let nodes = "\(fixture.devnet.url)/a,\(fixture.devnet.url)/b,\(fork.url)"
            let host = try fixture.host(settings: ["BASE_L2_RPC": nodes])
            _ = try await host.submit(tenant: fixture.north, key: "1", leaf: .random())
            let receipt = try await fixture.turn(host, "1", to: .finalized, mining: false, turns: 400)
            let inclusion = try #require(receipt.interval?.inclusion)
            let honest = try fixture.host("honest", paths: ["/a"])
            let seen = try await honest.chain.observe(host.store.notary, transactions: [inclusion.transaction])
            #expect(seen.receipts[inclusion.transaction]?.blockHash == inclusion.blockHash)
            #expect(try await fixture.anchored(host) == 1)
            #expect(host.problems.contains { $0.text.contains("contradict each other") })
        }
    }
}
