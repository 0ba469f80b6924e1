import Ethereum
import Foundation
import HostData
import TestSupport
import Testing

@testable import HostNotary

@Suite("The notary on a chain that runs", .serialized)
struct ChainNotaryTests {
    @Test("brings the leaves of all tenants into one transaction, to its end, each with a path to what the contract holds")
    func whole() async throws {
        try await NotaryFixture.with(["--interval", "0.2"]) { fixture in
            let host = try fixture.host(quick: false)
            let (first, second) = (Bytes32.random(), Bytes32.random())
            #expect(try await host.submit(tenant: fixture.north, key: "1", leaf: first) == .accepted)
            #expect(try await host.submit(tenant: fixture.north, key: "1", leaf: first) == .pending)
            #expect(try await host.submit(tenant: fixture.south, key: "1", leaf: second) == .accepted)
            await #expect(throws: NotaryRefusal.self) { _ = try await host.submit(tenant: fixture.north, key: "1", leaf: second) }
            #expect(try await host.receipt(tenant: fixture.north, key: "1")?.state == .waiting)
            let receipt = try await fixture.turn(host, "1", to: .finalized, mining: false)
            let other = try #require(try await host.receipt(tenant: fixture.south, key: "1"))
            #expect(other.interval?.anchor == receipt.interval?.anchor && other.state == .finalized)
            for (leaf, receipt) in [(first, receipt), (second, other)] {
                let interval = try #require(receipt.interval)
                #expect(try interval.inInterval.root(leafHash: leaf) == interval.anchor.root)
                #expect(interval.anchor.size == 8 && interval.sequence == 1)
            }
            #expect(try await fixture.anchored(host) == 1)
            #expect(try await fixture.attempts() == (1, 1))
            // A tenant knows nothing of another's keys.
            #expect(try await host.receipt(tenant: TenantKey(provider: 3), key: "1") == nil)
            // The next interval goes on from the first one's link.
            _ = try await host.submit(tenant: fixture.north, key: "2", leaf: .random())
            let next = try await fixture.turn(host, "2", to: .included, mining: false)
            #expect(next.interval?.anchor.previousLink == receipt.interval?.anchor.link && next.interval?.sequence == 2)
        }
    }

    @Test("anchors equal leaves of two tenants one after the other, whoever made them so")
    func equalLeaves() async throws {
        try await NotaryFixture.with { fixture in
            let host = try fixture.host()
            let leaf = Bytes32.random()
            for tenant in [fixture.north, fixture.south] {
                _ = try await host.submit(tenant: tenant, key: "1", leaf: leaf)
                _ = try await host.submit(tenant: tenant, key: "2", leaf: .random())
            }
            for key in ["1", "2"] {
                for tenant in [fixture.north, fixture.south] { _ = try await fixture.turn(host, key, of: tenant, to: .included) }
            }
            let first = try await host.receipt(tenant: fixture.north, key: "1")?.interval?.sequence
            #expect(first == 1)
            #expect(try await host.receipt(tenant: fixture.south, key: "1")?.interval?.sequence == 2)
        }
    }

    @Test("makes proofs that the chain confirms")
    func proof() async throws {
        try await NotaryFixture.with { fixture in
            let host = try fixture.host()
            var ledger = TenantLedger(tenant: "north")
            var nodes: [MerkleNode: Bytes32] = [:]
            let record = NotaryRecord(tenant: "north", kind: "invoice", id: "INV-1", body: Array("{}".utf8))
            let index = try ledger.append(record) { nodes[$0] = $1 }
            let state = ledger.state()
            _ = try await host.submit(tenant: fixture.north, key: "1", leaf: state.leafHash)
            let receipt = try await fixture.turn(host, "1", to: .finalized)
            let interval = try #require(receipt.interval)
            let proof = try NotaryProof(
                of: record, at: index, receipt: TenantReceipt(state: state, inInterval: interval.inInterval),
                place: try #require(interval.place), node: { nodes[$0]! })
            let answer = try await host.chain.call(
                fixture.contract,
                data: NotaryContract.placed(
                    notary: interval.notary, stream: interval.anchor.stream, root: try proof.root()
                ).data)
            #expect(try NotaryContract.placement(from: answer)?.block == interval.inclusion?.blockNumber)
        }
    }

    // Each fault of the devnet, at every method that it may come at.
    private static let faults = [
        #"{"kind":"http","status":503,"count":3}"#,
        #"{"kind":"http","status":429,"headers":{"Retry-After":"1"},"body":{"error":{"code":-32016,"message":"over rate limit"}},"count":3}"#,
        #"{"kind":"http","status":502,"method":"eth_sendRawTransaction","count":2}"#,
        #"{"kind":"after_http","status":502,"method":"eth_sendRawTransaction"}"#, #"{"kind":"close","count":3}"#,
        #"{"kind":"close","method":"eth_sendRawTransaction"}"#, #"{"kind":"after_close","method":"eth_sendRawTransaction"}"#,
        #"{"kind":"garbage","count":3}"#, #"{"kind":"garbage","method":"eth_sendRawTransaction"}"#,
        #"{"kind":"slow","seconds":1,"method":"eth_sendRawTransaction"}"#,
        #"{"kind":"rpc","error":{"code":-32000,"message":"header not found"},"count":3}"#,
        #"{"kind":"rpc","error":{"code":-32603,"message":"internal error"},"method":"eth_sendRawTransaction","count":2}"#,
        #"{"kind":"rpc","error":{"code":-32000,"message":"already known"},"method":"eth_sendRawTransaction"}"#,
        #"{"kind":"rpc","error":{"code":-32000,"message":"nonce too low"},"method":"eth_sendRawTransaction"}"#,
        #"{"kind":"rpc","error":{"code":-32000,"message":"replacement transaction underpriced"},"method":"eth_sendRawTransaction"}"#,
        #"{"kind":"rpc","error":{"code":-32000,"message":"insufficient funds for gas * price + value"},"method":"eth_sendRawTransaction"}"#,
        #"{"kind":"rpc","error":{"code":3,"message":"execution reverted: not head"},"method":"eth_estimateGas"}"#,
        #"{"kind":"stale","blocks":3,"count":40}"#, #"{"kind":"stale","blocks":2,"method":"eth_getBlockByNumber","count":20}"#,
        #"{"kind":"swallow"}"#, #"{"kind":"swallow","count":3}"#,
    ]

    @Test("anchors each interval once, whatever fault a node has", arguments: faults)
    func fault(_ json: String) async throws {
        try await NotaryFixture.with(["--interval", "0.1"]) { fixture in
            let host = try fixture.host()
            _ = try await host.submit(tenant: fixture.north, key: "0", leaf: .random())
            _ = try await fixture.turn(host, "0", to: .included, mining: false)
            try await fixture.devnet.fault(json)
            _ = try await host.submit(tenant: fixture.north, key: "1", leaf: .random())
            let receipt = try await fixture.turn(host, "1", to: .finalized, mining: false, turns: 400)
            #expect(receipt.interval?.sequence == 2)
            #expect(try await fixture.anchored(host) == 2)
            #expect(try await fixture.attempts().nonces == 2)
        }
    }

    @Test("follows a transaction whose block goes away, in each way that it may", arguments: ["requeue", "drop", "keep"])
    func reorg(_ mode: String) async throws {
        try await NotaryFixture.with(["--interval", "0.1"]) { fixture in
            try await fixture.devnet.ask("devnet_set", #"{"lags":[20,40]}"#)
            try await fixture.devnet.mine(5)
            let host = try fixture.host()
            _ = try await host.submit(tenant: fixture.north, key: "1", leaf: .random())
            let first = try await fixture.turn(host, "1", to: .included, mining: false)
            try await fixture.devnet.ask("devnet_reorg", "4, \"\(mode)\"")
            let last = try await fixture.turn(host, "1", to: .finalized, mining: false, turns: 600)
            #expect(last.interval?.inclusion?.blockHash != first.interval?.inclusion?.blockHash)
            #expect(try await fixture.anchored(host) == 1)
            #expect(try await fixture.attempts().nonces == 1)
        }
    }

    @Test("sends a dropped transaction again, as the same bytes")
    func evicted() async throws {
        try await NotaryFixture.with { fixture in
            let host = try await fixture.sent(["NOTARY_MAX_FEE_MWEI": "11"])
            try await fixture.treatPool(.evict)
            #expect(try await fixture.devnet.ask("devnet_pool").isEmpty)
            _ = try await fixture.turn(host, "1", to: .finalized)
            #expect(try await fixture.attempts() == (1, 1))
        }
    }

    @Test("replaces a transaction that is stuck by a dearer one, under the same nonce")
    func stuck() async throws {
        try await NotaryFixture.with { fixture in
            let host = try await fixture.sent()
            try await fixture.treatPool(.hold)
            _ = try await fixture.turn(host, "1", to: .finalized)
            let attempts = try await fixture.attempts()
            #expect(attempts.attempts > 1 && attempts.nonces == 1)
            #expect(try await fixture.anchored(host) == 1)
        }
    }

    @Test("offers little more to a node that calls each offer too low, and is anchored at that once the node takes one")
    func underpriced() async throws {
        try await NotaryFixture.with(["--interval", "0.1"]) { fixture in
            try await fixture.devnet.fault(
                #"{"kind":"rpc","error":{"code":-32000,"message":"replacement transaction underpriced"},"method":"eth_sendRawTransaction","count":1000000}"#
            )
            let host = try fixture.host()
            _ = try await host.submit(tenant: fixture.north, key: "1", leaf: .random())
            try await fixture.until("it is raised") {
                await host.turn()
                return try await fixture.attempts().attempts > 1
            }
            try await fixture.devnet.ask("devnet_clearFaults")
            _ = try await fixture.turn(host, "1", to: .finalized, mining: false, turns: 400)
            let rows = try await fixture.database.host.query("SELECT raw FROM app.notary_attempts ORDER BY number")
            let fees = try (0..<rows.rowCount).map { try SignedTransaction(raw: rows.bytes(row: $0, column: 0) ?? []).transaction }
            #expect(fees.count == 2)
            #expect(zip(fees, fees.dropFirst()).allSatisfy { $1.maxFeePerGas.uint64! == ($0.maxFeePerGas.uint64! * 110 + 99) / 100 })
        }
    }

    @Test("of two hosts one anchors, and the other goes on where the first was killed")
    func twoHosts() async throws {
        try await NotaryFixture.with(["--interval", "0.1"]) { fixture in
            let (one, two) = (try fixture.host("one"), try fixture.host("two"))
            let running = Task { await one.run() }
            _ = try await one.submit(tenant: fixture.north, key: "1", leaf: .random())
            while try await one.receipt(tenant: fixture.north, key: "1")?.state ?? .waiting < .sealed {
                try await Task.sleep(for: .milliseconds(20))
            }
            await two.turn()
            #expect(!two.figures.isSender)
            running.cancel()
            await running.value
            _ = try await two.submit(tenant: fixture.south, key: "2", leaf: .random())
            _ = try await fixture.turn(two, "2", of: fixture.south, to: .finalized, mining: false, turns: 400)
            #expect(try await two.receipt(tenant: fixture.north, key: "1")?.state == .finalized)
            #expect(two.figures.isSender)
            #expect(try await fixture.anchored(two) == 2)
        }
    }

    @Test("believes neither of two nodes of which one lies, and goes on when it does not")
    func lyingNode() async throws {
        try await NotaryFixture.with(["--interval", "0.1"]) { fixture in
            let host = try fixture.host(paths: ["/a", "/b"])
            try await fixture.devnet.fault(#"{"kind":"close","path":"/b","count":100000}"#)
            _ = try await host.submit(tenant: fixture.north, key: "1", leaf: .random())
            for _ in 0..<10 { await host.turn() }
            #expect(try await host.receipt(tenant: fixture.north, key: "1")?.state == .waiting)
            #expect(!host.figures.troubles.isEmpty)
            try await fixture.devnet.ask("devnet_clearFaults")
            // One node takes the transaction and tells nobody.
            try await fixture.devnet.fault(#"{"kind":"swallow","path":"/a"}"#)
            try await fixture.devnet.fault(#"{"kind":"stale","path":"/b","blocks":2,"count":60}"#)
            _ = try await fixture.turn(host, "1", to: .finalized, mining: false, turns: 400)
            #expect(try await fixture.anchored(host) == 1)
        }
    }

    @Test("stops when the key was used elsewhere, and goes on under the next nonce at the operator's word")
    func keyUsedElsewhere() async throws {
        try await NotaryFixture.with(["--interval", "0.1"]) { fixture in
            let host = try fixture.host()
            _ = try await host.submit(tenant: fixture.north, key: "1", leaf: .random())
            _ = try await fixture.turn(host, "1", to: .finalized, mining: false)
            let stranger = try Transaction(
                chainID: 84_532, nonce: 1, maxPriorityFeePerGas: 1_000_000, maxFeePerGas: 50_000_000, gasLimit: 21_000,
                to: Address("0x00000000000000000000000000000000000000aa"), value: 1
            ).signed(by: fixture.key)
            try await fixture.devnet.ask("eth_sendRawTransaction", "\"\(Hex.encode(stranger.raw))\"")
            try await Task.sleep(for: .milliseconds(300))
            _ = try await host.submit(tenant: fixture.north, key: "2", leaf: .random())
            for _ in 0..<400 where !host.figures.troubles.contains(where: { $0.text.contains("notary resume") }) {
                await host.turn()
                try await Task.sleep(for: .milliseconds(50))
            }
            #expect(try await host.receipt(tenant: fixture.north, key: "2")?.state == .waiting)
            #expect(host.figures.troubles.contains { $0.text.contains("notary resume") })
            #expect(try await host.store.resume())
            _ = try await fixture.turn(host, "2", to: .finalized, mining: false)
            #expect(try await fixture.anchored(host) == 2)
        }
    }

    @Test("anchors the same interval under another nonce, at the operator's word, when its own was taken by a stranger")
    func nonceTaken() async throws {
        try await NotaryFixture.with(["--interval", "0.1"]) { fixture in
            let host = try fixture.host()
            try await fixture.devnet.fault(#"{"kind":"swallow","method":"eth_sendRawTransaction","count":1000}"#)
            _ = try await host.submit(tenant: fixture.north, key: "1", leaf: .random())
            let sealed = try await fixture.turn(host, "1", to: .sent, mining: false)
            try await fixture.devnet.ask("devnet_clearFaults")
            let stranger = try Transaction(
                chainID: 84_532, nonce: 0, maxPriorityFeePerGas: 1_000_000, maxFeePerGas: 50_000_000, gasLimit: 21_000,
                to: Address("0x00000000000000000000000000000000000000aa"), value: 1
            ).signed(by: fixture.key)
            try await fixture.devnet.ask("eth_sendRawTransaction", "\"\(Hex.encode(stranger.raw))\"")
            try await Task.sleep(for: .milliseconds(300))
            for _ in 0..<200 where try await fixture.alarms().isEmpty {
                await host.turn()
                try await Task.sleep(for: .milliseconds(30))
            }
            #expect(try await fixture.alarms() == ["key_used_elsewhere"])
            #expect(try await host.store.resume())
            let last = try await fixture.turn(host, "1", to: .finalized, mining: false)
            #expect(last.interval?.anchor == sealed.interval?.anchor)
            #expect(try await fixture.anchored(host) == 1)
        }
    }

    @Test("signs nothing beyond its policy, and writes every decision down for good")
    func policy() async throws {
        try await NotaryFixture.with(["--interval", "0.1"]) { fixture in
            let host = try fixture.host(settings: ["NOTARY_MAX_SIGNATURES_PER_HOUR": "1"], quick: false)
            _ = try await host.submit(tenant: fixture.north, key: "1", leaf: .random())
            _ = try await fixture.turn(host, "1", to: .finalized, mining: false)
            _ = try await host.submit(tenant: fixture.north, key: "2", leaf: .random())
            try await Task.sleep(for: .seconds(1))
            for _ in 0..<3 { await host.turn() }
            #expect(try await host.receipt(tenant: fixture.north, key: "2")?.state == .waiting)
            #expect(host.figures.troubles.contains { $0.text.contains("signatures within an hour") })
            let rows = try await fixture.database.host.query("SELECT allowed, reason FROM app.notary_signatures ORDER BY id")
            #expect(rows.boolean(row: 0, column: 0) == true && rows.boolean(row: 1, column: 0) == false)
            // Once, and not once for every look.
            #expect(rows.rowCount == 2)
            for sql in [
                "UPDATE app.notary_signatures SET allowed = true", "DELETE FROM app.notary_signatures", "TRUNCATE app.notary_signatures",
            ] {
                await #expect(throws: (any Error).self) { try await fixture.database.host.withSession { try await $0.script(sql) } }
            }
        }
    }

    @Test("puts 5,000 tenants into one transaction")
    func manyTenants() async throws {
        try await NotaryFixture.with(["--interval", "0.2"]) { fixture in
            try await fixture.database.host.withSession { session in
                try await session.script(
                    """
                    INSERT INTO app.tenants (key, id, kind, name) SELECT (n::bigint + 10) << 32, 't' || n, 'provider', 't' || n
                        FROM generate_series(1, 5000) n;
                    SELECT set_config('app.tenant', '0', true);
                    INSERT INTO app.notary_leaves (tenant_id, key, leaf) SELECT (n::bigint + 10) << 32, 'k', sha256(int4send(n))
                        FROM generate_series(1, 5000) n;
                    """)
            }
            let host = try fixture.host(quick: false)
            await host.turn()
            let tenant = TenantKey(provider: 4_010)
            let receipt = try await fixture.turn(host, "k", of: tenant, to: .included, mining: false)
            let interval = try #require(receipt.interval)
            #expect(interval.anchor.size == 8_192)
            #expect(try interval.inInterval.root(leafHash: receipt.leaf) == interval.anchor.root)
            #expect(try await fixture.attempts() == (1, 1))
            #expect(try await fixture.anchored(host) == 1)
        }
    }

    @Test(
        "holds through random faults, reorderings and killed hosts: every leaf ends final, every interval stands on the chain once",
        arguments: [7])
    func storm(seed: UInt64) async throws {
        try await NotaryFixture.with(["--interval", "0.1", "--safe-lag", "5", "--final-lag", "10"]) { fixture in
            var random = SeededRandom(seed)
            func begin(_ name: String) throws -> Task<Void, Never> {
                let host = try fixture.host(
                    name, paths: ["/a", "/b"],
                    settings: ["NOTARY_MAX_SIGNATURES_PER_HOUR": "10000", "NOTARY_MAX_GWEI_PER_DAY": "1000000000"])
                return Task { await host.run() }
            }
            var hosts = [try begin("one"), try begin("two")]
            let watcher = try fixture.host("watcher", paths: ["/a"])
            var submitted = 0
            let end = ContinuousClock.now + .seconds(25)
            while ContinuousClock.now < end {
                switch Int.random(in: 0..<8, using: &random) {
                case 0:
                    _ = try? await fixture.devnet.ask(
                        "devnet_reorg",
                        "\(Int.random(in: 1...3, using: &random)), \"\(["requeue", "drop", "keep"].randomElement(using: &random)!)\"")
                case 1:
                    let index = Int.random(in: 0..<2, using: &random)
                    hosts[index].cancel()
                    await hosts[index].value
                    hosts[index] = try begin("again")
                case 2...4:
                    let path = ["/a", "/b"].randomElement(using: &random)!
                    try await fixture.devnet.fault(#"{"path":"\#(path)","# + Self.faults.randomElement(using: &random)!.dropFirst())
                default:
                    let tenant = [fixture.north, fixture.south].randomElement(using: &random)!
                    _ = try? await watcher.submit(tenant: tenant, key: "\(submitted)", leaf: .random())
                    submitted += 1
                }
                try await Task.sleep(for: .milliseconds(Int.random(in: 50...500, using: &random)))
            }
            try await fixture.devnet.ask("devnet_clearFaults")
            var states: [NotaryState] = []
            for _ in 0..<600 {
                states = []
                for key in 0..<submitted {
                    for tenant in [fixture.north, fixture.south] {
                        if let receipt = try await watcher.receipt(tenant: tenant, key: "\(key)") { states.append(receipt.state) }
                    }
                }
                if !states.isEmpty, states.allSatisfy({ $0 == .finalized }) { break }
                try await Task.sleep(for: .milliseconds(200))
            }
            for host in hosts { host.cancel() }
            for host in hosts { await host.value }
            #expect(states.count == submitted && states.allSatisfy { $0 == .finalized }, "\(states)")
            let rows = try await fixture.database.host.query("SELECT count(*) FROM app.notary_intervals")
            #expect(try await fixture.anchored(watcher) == UInt64(rows.integer(row: 0, column: 0) ?? 0))
            #expect(try await fixture.attempts().nonces == rows.integer(row: 0, column: 0))
        }
    }

    @Test("signs nothing while its account is empty, says so, and goes on when it is not")
    func emptyAccount() async throws {
        try await NotaryFixture.with(["--interval", "0.1"]) { fixture in
            let poor = PrivateKey.random()
            let folder = FileManager.default.temporaryDirectory.appendingPathComponent("poor-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            for (name, text) in [("key", try Keystore(sealing: poor, passphrase: Array("word".utf8), cost: 4_096).json), ("word", "word")] {
                let path = folder.appendingPathComponent(name).path
                try text.write(toFile: path, atomically: true, encoding: .utf8)
                try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
            }
            let host = try fixture.host(settings: [
                "BLOCKCHAIN_PRIVATE_KEY": "", "NOTARY_KEYSTORE": folder.appendingPathComponent("key").path,
                "NOTARY_PASSPHRASE_PATH": folder.appendingPathComponent("word").path,
            ])
            _ = try await host.submit(tenant: fixture.north, key: "1", leaf: .random())
            for _ in 0..<3 { await host.turn() }
            #expect(try await host.receipt(tenant: fixture.north, key: "1")?.state == .waiting)
            #expect(host.figures.troubles.contains { $0.text.contains("send it ether") })
            let gift = try Transaction(
                chainID: 84_532, nonce: 0, maxPriorityFeePerGas: 1_000_000, maxFeePerGas: 50_000_000, gasLimit: 21_000, to: poor.address,
                value: 1_000_000_000_000_000_000
            ).signed(by: fixture.key)
            try await fixture.devnet.ask("eth_sendRawTransaction", "\"\(Hex.encode(gift.raw))\"")
            _ = try await fixture.turn(host, "1", to: .finalized, mining: false)
            #expect(host.figures.troubles.isEmpty)
        }
    }

    @Test("uses no node of another chain")
    func otherChain() async throws {
        try await NotaryFixture.with { fixture in
            let host = try fixture.host(settings: ["NOTARY_CHAIN_ID": "31337"])
            _ = try await host.submit(tenant: fixture.north, key: "1", leaf: .random())
            await host.turn()
            #expect(host.figures.troubles.contains { $0.text.contains("serves chain 84532") })
            #expect(try await fixture.attempts() == (0, 0))
        }
    }
}
