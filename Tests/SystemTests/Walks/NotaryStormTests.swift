import Ethereum
import Foundation
import TestSupport
import Testing

extension SystemTests {
    /// Half a minute of it; `HASHINSIGHT_STORM_SECONDS` makes it longer, `HASHINSIGHT_STORM_SEED` repeats its dice.
    @Suite("A storm over the notary") struct NotaryStormTests {
        private static let tenants = ["north", "alpha", "south", "gamma"]
        private static let settings = ProcessInfo.processInfo.environment

        /// What a member handed in. Its text stands nowhere else.
        private struct Handed: Sendable {
            let tenant: String
            let id: String
            let text: String
            /// The record's id at the host, once it said so.
            var record: String?
        }

        @Test(
            "Reorgs, lost sends, lying nodes and killed hosts: each record ends final once, its proof holds by the script and tells nothing of others"
        )
        func storm() async throws {
            let seconds = Self.settings["HASHINSIGHT_STORM_SECONDS"].flatMap(Double.init) ?? 30
            let seed = Self.settings["HASHINSIGHT_STORM_SEED"].flatMap(UInt64.init) ?? 1
            print("storm: \(Int(seconds)) s, seed \(seed)")
            let devnet = try await Devnet.start(StormChain.arguments)
            let contract = try await devnet.deploy()
            let postgres = try await ExternalPostgres.start()
            let installation = try Installation(databaseURL: postgres.url)
            try installation.writeNotarizing()
            let hosts = StormHosts(
                installation, count: 2,
                environment: [
                    "BASE_L2_RPC": "\(devnet.url)/a,\(devnet.url)/b", "NOTARY_CONTRACT": "\(contract)",
                    "BLOCKCHAIN_PRIVATE_KEY": Devnet.keys[0], "NOTARY_INTERVAL_SECONDS": "1", "NOTARY_MAX_FEE_MWEI": "10000",
                    // The storm's account signs every second, and what is replaced again.
                    "NOTARY_MAX_SIGNATURES_PER_HOUR": "100000", "NOTARY_MAX_GWEI_PER_DAY": "9000000000",
                ])
            do {
                try await hosts.start()
                var handed = try await Self.rage(seconds, seed, hosts, StormChain(devnet: devnet))
                try await StormChain(devnet: devnet).calm()
                try await hosts.start()
                try await Self.settle(&handed, hosts)
                try await Self.checkChain(installation, devnet, contract)
                try await Self.checkProofs(handed, hosts, installation, devnet)
                print("storm: \(handed.count) records, \(await hosts.kills) kills")
            } catch {
                let tails = await hosts.tails
                await hosts.stop()
                devnet.stop()
                await postgres.remove()
                throw TestFailure("seed \(seed): \(error)\n\(tails)")
            }
            await hosts.stop()
            devnet.stop()
            await postgres.remove()
            installation.remove()
        }

        /// Records come and things go wrong until the time is over.
        private static func rage(
            _ seconds: Double, _ seed: UInt64, _ hosts: StormHosts, _ chain: StormChain
        ) async throws -> [Handed] {
            var random = SeededRandom(seed)
            var handed: [Handed] = []
            let end = ContinuousClock.now + .seconds(seconds)
            let half = ContinuousClock.now + .seconds(seconds / 2)
            while ContinuousClock.now < end {
                // However short, no storm without one.
                if ContinuousClock.now > half, await hosts.kills == 0 { print("storm: \(try await hosts.kill(&random))") }
                switch Int.random(in: 0..<20, using: &random) {
                case 0: print("storm: \(try await hosts.kill(&random))")
                case 1...9: print("storm: \(try await chain.strike(&random))")
                default:
                    let tenant = tenants.randomElement(using: &random)!
                    handed.append(
                        Handed(tenant: tenant, id: "R-\(handed.count)", text: "\(tenant) \(UUID().uuidString)", record: nil))
                    await hand(&handed[handed.count - 1], hosts)
                }
                try await Task.sleep(for: .milliseconds(Int.random(in: 100...1_500, using: &random)))
            }
            return handed
        }

        /// Hands a record in; whether the host took it may stay unknown.
        private static func hand(_ one: inout Handed, _ hosts: StormHosts) async {
            let body: JSON = ["kind": "report", "id": .text(one.id), "body": .text(one.text)]
            let answer = await hosts.ask(one.tenant) { try await $0.post("/api/v1/blockchain/records", body) }
            guard let answer else { return }
            #expect([200, 201].contains(answer.status), "\(answer.text)")
            one.record = answer.json["id"].text
        }

        /// What nobody confirmed is handed in again; then all become final.
        private static func settle(_ handed: inout [Handed], _ hosts: StormHosts) async throws {
            for index in handed.indices {
                try await eventually("\(handed[index].id) is taken", patience: .seconds(180)) {
                    await hand(&handed[index], hosts)
                    return handed[index].record == nil ? nil : true
                }
            }
            for tenant in tenants {
                let wanted = handed.filter { $0.tenant == tenant }
                try await eventually("all \(wanted.count) records of \(tenant) are final", patience: .seconds(300)) { () -> Bool? in
                    var found: [JSON] = []
                    var page = 1
                    while true {
                        let path = "/api/v1/blockchain/records?per_page=100&page=\(page)"
                        guard let answer = await hosts.ask(tenant, { try await $0.get(path) }) else { return nil }
                        found += answer.json["items"].items
                        if found.count >= answer.json["total"].integer ?? 0 { break }
                        page += 1
                    }
                    guard found.allSatisfy({ $0["state"].text == "finalized" }) else { return nil }
                    #expect(found.map { $0["record_id"].text }.sorted() == wanted.map(\.id).sorted(), "each once, and no other")
                    return true
                }
            }
        }

        /// Database and chain tell the same: an interval, a nonce, a root in the contract, and none besides.
        private static func checkChain(_ installation: Installation, _ devnet: Devnet, _ contract: Address) async throws {
            let rows = try await installation.query(
                """
                SELECT (SELECT count(*) FROM app.notary_intervals), (SELECT count(*) FROM app.notary_transactions),
                    (SELECT count(*) FROM app.notary_transactions WHERE abandoned OR NOT succeeded OR phase <> 'finalized'),
                    (SELECT max(nonce) + 1 FROM app.notary_transactions), (SELECT encode(stream, 'hex') FROM app.notary_streams)
                """)
            let row = try #require(rows.first)
            print("storm: \(row[0]) intervals")
            #expect(row[1] == row[0] && row[2] == "0" && row[3] == row[0], "one transaction an interval, no nonce left out: \(row)")
            let notary = try PrivateKey(hex: Devnet.keys[0]).address
            let stream = try Bytes32(hex: row[4], prefixed: false)
            #expect(try await devnet.count(contract, notary: notary, stream: stream) == UInt64(row[0]), "roots on the chain")
            let used = try await devnet.ask("eth_getTransactionCount", "\"\(notary)\",\"finalized\"")
            #expect(used == ["0x" + String(try #require(Int(row[0])), radix: 16)], "the account sent no more than these")
        }

        private static func checkProofs(
            _ handed: [Handed], _ hosts: StormHosts, _ installation: Installation, _ devnet: Devnet
        ) async throws {
            let file = installation.folder + "/proof.json"
            for one in handed {
                let id = try #require(one.record)
                let proof = try await eventually("the proof of \(one.id) is answered") {
                    await hosts.ask(one.tenant) { try await $0.get("/api/v1/blockchain/records/\(id)/proof") }
                }
                try #require(proof.status == 200, "\(proof.text)")
                #expect(proof.text.contains(one.text), "\(one.id): the record itself is in its proof")
                let strangers =
                    handed.filter { $0.tenant != one.tenant }.flatMap { [$0.text, "\"\($0.id)\""] } + tenants.filter { $0 != one.tenant }
                #expect(!strangers.contains { proof.text.contains($0) }, "\(one.id): \(proof.text)")
                try proof.text.write(toFile: file, atomically: true, encoding: .utf8)
                let script = Product.root + "/docs/verify-notary-proof.py"
                let told = try await Product.run("/usr/bin/env", ["python3", script, file, "--rpc", devnet.url])
                #expect(told.exitCode == 0 && told.output.contains(", final"), "\(one.id): \(told.output) \(told.talk)")
            }
        }
    }
}
