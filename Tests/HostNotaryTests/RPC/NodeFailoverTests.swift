import Ethereum
import Foundation
import HostData
import TestSupport
import Testing

@testable import HostNotary

@Suite("Of three nodes one fails", .serialized) struct NodeFailoverTests {
    @Test(
        "Reads and sends go on with the other two, whether it is dead, answers nonsense, lags, stands still, never answers, or takes transactions and keeps none",
        arguments: [
            #"{"kind":"close","path":"/c","count":100000}"#, #"{"kind":"http","status":503,"path":"/c","count":100000}"#,
            #"{"kind":"garbage","path":"/c","count":100000}"#, #"{"kind":"stale","blocks":6,"path":"/c","count":100000}"#,
            #"{"kind":"swallow","path":"/c","count":100000}"#, #"{"kind":"stand","at":3,"path":"/c","count":100000}"#,
            #"{"kind":"hang","path":"/c","count":100000}"#,
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

    @Test(
        "One that lies about a single figure is outvoted: intervals go on to their end",
        arguments: [
            #"{"kind":"lie","method":"eth_getBalance","result":"0x0"}"#,
            #"{"kind":"lie","method":"eth_getBalance","result":"0xffffffffffffffffffffffff"}"#,
            #"{"kind":"lie","method":"eth_estimateGas","result":"0x1"}"#,
            #"{"kind":"lie","method":"eth_estimateGas","result":"0xffffffff"}"#,
            #"{"kind":"lie","method":"eth_estimateGas","result":"0xffffffffffffffff"}"#,
            #"{"kind":"rpc","method":"eth_estimateGas","error":{"code":3,"message":"execution reverted: not head"}}"#,
            #"{"kind":"lie","method":"eth_maxPriorityFeePerGas","result":"0x0"}"#,
            #"{"kind":"lie","method":"eth_maxPriorityFeePerGas","result":"0xffffffffffffffff"}"#,
            #"{"kind":"lie","method":"eth_getBlockByNumber","set":{"baseFeePerGas":"0xffffffffffffffff"}}"#,
            #"{"kind":"lie","method":"eth_getBlockByNumber","set":{"baseFeePerGas":"0x1"}}"#,
            #"{"kind":"lie","method":"eth_getBlockByNumber","set":{"number":"0xffffffffffff"}}"#,
            #"{"kind":"lie","method":"eth_getBlockByNumber","set":{"number":"0x0","timestamp":"0x0"}}"#,
            #"{"kind":"lie","method":"eth_getTransactionCount","result":"0x0"}"#,
            #"{"kind":"lie","method":"eth_getTransactionCount","result":"0xffff"}"#,
            #"{"kind":"lie","method":"eth_getTransactionReceipt","result":null}"#,
            #"{"kind":"lie","method":"eth_getTransactionReceipt","set":{"status":"0x0"}}"#,
            #"{"kind":"lie","method":"eth_getTransactionReceipt","set":{"blockNumber":"0xffffffffffffffff"}}"#,
            #"{"kind":"lie","method":"eth_getTransactionReceipt","set":{"blockHash":"0x1111111111111111111111111111111111111111111111111111111111111111"}}"#,
            #"{"kind":"lie","method":"eth_getTransactionReceipt","set":{"transactionHash":"0x1111111111111111111111111111111111111111111111111111111111111111"}}"#,
            #"{"kind":"lie","method":"eth_call","result":"0x"}"#, #"{"kind":"lie","method":"eth_getCode","result":"0x"}"#,
        ])
    func liesOnce(_ lie: String) async throws {
        try await NotaryFixture.with(["--interval", "0.1", "--safe-lag", "2", "--final-lag", "4"]) { fixture in
            let host = try fixture.host(paths: ["/a", "/b", "/c"])
            try await fixture.devnet.mine(10)
            try await fixture.devnet.fault(lie.dropLast() + #","path":"/c","count":100000}"#)
            for key in ["1", "2"] {
                _ = try await host.submit(tenant: fixture.north, key: key, leaf: .random())
                let receipt = try await fixture.turn(host, key, to: .finalized, mining: false, turns: 400)
                #expect(receipt.interval?.inclusion != nil)
            }
            #expect(try await fixture.anchored(host) == 2)
            #expect(try await fixture.attempts().nonces == 2)
            #expect(host.figures.vain == 0 && host.figures.finalized == 2)
        }
    }

    @Test(
        "A receipt that is another transaction's, or of a block that is not the chain's, counts nowhere, even if it is a single node's and nobody outvotes it",
        arguments: ["blockHash", "transactionHash"])
    func liesAlone(_ field: String) async throws {
        try await NotaryFixture.with(["--interval", "0.1", "--safe-lag", "2", "--final-lag", "4"]) { fixture in
            let host = try fixture.host(quick: false)
            let lie = "0x" + String(repeating: "1", count: 64)
            try await fixture.devnet.fault(
                #"{"kind":"lie","method":"eth_getTransactionReceipt","set":{"\#(field)":"\#(lie)"},"count":1000000}"#)
            _ = try await host.submit(tenant: fixture.north, key: "1", leaf: .random())
            _ = try await fixture.turn(host, "1", to: .sent, mining: false)
            try await fixture.until("it stands in a block") { try await fixture.anchored(host) == 1 }
            for _ in 0..<5 {
                await host.turn()
                #expect(try await host.receipt(tenant: fixture.north, key: "1")?.state == .sent)
            }
            try await fixture.devnet.ask("devnet_clearFaults")
            let receipt = try await fixture.turn(host, "1", to: .finalized, mining: false, turns: 400)
            #expect(receipt.interval?.inclusion.map { "\($0.transaction) \($0.blockHash)".contains(lie) } == false)
            #expect(try await fixture.attempts() == (1, 1))
        }
    }

    @Test("That the newest block is old is told, and what waits is anchored all the same")
    func headStands() async throws {
        try await NotaryFixture.with(["--interval", "0.1"]) { fixture in
            let host = try fixture.host()
            try await fixture.devnet.fault(#"{"kind":"lie","method":"eth_getBlockByNumber","set":{"timestamp":"0x1"},"count":1000000}"#)
            _ = try await host.submit(tenant: fixture.north, key: "1", leaf: .random())
            _ = try await fixture.turn(host, "1", to: .included, mining: false, turns: 400)
            #expect(host.figures.troubles.contains { $0.kind == .headStands })
            #expect(host.problems.contains { $0.text.contains("has made no block for") })
            try await fixture.devnet.ask("devnet_clearFaults")
            await host.turn()
            #expect(!host.figures.troubles.contains { $0.kind == .headStands })
        }
    }

    @Test("One of three that hangs for ever costs neither the lease nor an interval: two hosts anchor each once, and one of them at a time")
    func hangs() async throws {
        try await NotaryFixture.with(["--interval", "0.1", "--safe-lag", "2", "--final-lag", "4"]) { fixture in
            let paths = ["/a", "/b", "/c"]
            let hosts = [try fixture.host("one", paths: paths), try fixture.host("two", paths: paths)]
            try await fixture.devnet.fault(#"{"kind":"hang","path":"/c","count":1000000}"#)
            let running = hosts.map { host in Task { await host.run() } }
            for number in 1...4 {
                let key = "\(number)"
                _ = try await hosts[number % 2].submit(tenant: fixture.north, key: key, leaf: .random())
                try await fixture.until("leaf \(key) is final") {
                    try await hosts[0].receipt(tenant: fixture.north, key: key)?.state == .finalized
                }
            }
            for task in running { task.cancel() }
            for task in running { await task.value }
            #expect(try await fixture.anchored(hosts[0]) == 4)
            #expect(try await fixture.attempts() == (4, 4))
        }
    }

    @Test("A sender whose lease has ended sends nothing more, though it does not know that yet")
    func fenced() async throws {
        try await NotaryFixture.with { fixture in
            let (one, two) = (try fixture.host("one"), try fixture.host("two"))
            let first = UUID().uuidString
            let lease = try #require(try await one.store.acquire(holder: first, milliseconds: 60_000))
            let keeper = LeaseKeeper(store: one.store, rhythm: .turn)
            try await keeper.confirm(lease)
            _ = try await fixture.database.host.query("UPDATE app.notary_lease SET lease_until = clock_timestamp() - interval '1 hour'")
            // Nobody has taken it: it is the first one's still.
            try await keeper.confirm(lease)
            _ = try await fixture.database.host.query("UPDATE app.notary_lease SET lease_until = clock_timestamp() - interval '1 hour'")
            #expect(try await two.store.acquire(holder: UUID().uuidString, milliseconds: 60_000) != nil)
            await #expect(throws: NotaryStoreError.self) { try await keeper.confirm(lease) }
            #expect(try await !one.store.renew(lease, milliseconds: 1_000))
        }
    }

    @Test("A lease is renewed while what is done under it takes longer than it lasts, and given back for good afterwards")
    func kept() async throws {
        try await NotaryFixture.with { fixture in
            let (one, two) = (try fixture.host("one"), try fixture.host("two"))
            let rhythm = LeaseRhythm(leaseMilliseconds: 60_000, renewMilliseconds: 20, limitMilliseconds: .max)
            let first = UUID().uuidString
            let lease = try #require(try await one.store.acquire(holder: first, milliseconds: 1))
            try await LeaseKeeper(store: one.store, rhythm: rhythm).keeping(lease) {
                try await fixture.until("the lease is renewed") {
                    let rows = try await fixture.database.host.query(
                        "SELECT lease_until > clock_timestamp() + interval '30 seconds' FROM app.notary_lease")
                    return rows.boolean(row: 0, column: 0) == true
                }
            }
            #expect(try await two.store.acquire(holder: UUID().uuidString, milliseconds: 1) == nil)
            try await one.store.release(holder: first)
            #expect(try await !one.store.renew(lease, milliseconds: 60_000))
            #expect(try await two.store.acquire(holder: UUID().uuidString, milliseconds: 1) != nil)
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
