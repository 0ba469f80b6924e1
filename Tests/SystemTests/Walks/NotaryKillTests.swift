import Foundation
import TestSupport
import Testing

extension SystemTests {
    /// The chain makes blocks at the test's word alone and holds answers for as long as it is told, so that the host is within a step, and
    /// stays there, when it is killed.
    @Suite("The host is killed while it anchors") struct NotaryKillTests {
        /// Where an interval is when the host is killed.
        private struct Moment {
            let name: String
            /// As it is stored then.
            let phase: String
            /// What holds it there.
            var fault: String?
            /// Blocks that are made once it is sent.
            var blocks = 0
            /// Whether it has become too cheap meanwhile, so that a dearer attempt is signed and stored, and held on its way out.
            var isRaised = false
        }

        private static let moments = [
            Moment(name: "it looks at the chain", phase: "waiting", fault: #"{"kind":"hang","count":1000000}"#),
            Moment(
                name: "it has signed and sends", phase: "signed", fault: #"{"kind":"hang","method":"eth_sendRawTransaction","count":1000}"#),
            Moment(
                name: "the node has it and does not say so", phase: "signed",
                fault: #"{"kind":"after_hang","method":"eth_sendRawTransaction","count":1000}"#),
            Moment(name: "the node says so and has lost it", phase: "sent", fault: #"{"kind":"swallow","count":1000}"#),
            Moment(name: "it waits in the pool", phase: "sent"),
            Moment(name: "a dearer attempt is stored and not sent", phase: "sent", isRaised: true),
            Moment(name: "it stands in a block", phase: "included", blocks: 1), Moment(name: "its block is safe", phase: "safe", blocks: 9),
        ]

        @Test("Killed within every step, a host goes on where it was: each leaf ends final, each interval stands on the chain once")
        func killed() async throws {
            let devnet = try await Devnet.start(["--safe-lag", "8", "--final-lag", "16"])
            let contract = try await devnet.deploy()
            try await devnet.ask("devnet_set", #"{"auto":false}"#)
            let postgres = try await ExternalPostgres.start()
            let installation = try Installation(databaseURL: postgres.url)
            let environment = [
                "BASE_L2_RPC": devnet.url, "NOTARY_CONTRACT": "\(contract)", "BLOCKCHAIN_PRIVATE_KEY": Devnet.keys[0],
                "NOTARY_INTERVAL_SECONDS": "1",
            ]
            var host = try await installation.start(environment: environment).ready()
            do {
                var leaf = 0
                for moment in Self.moments {
                    // An answer is held for some seconds before the host goes on without it: on a machine that is late it is done again.
                    var found = ""
                    for _ in 0..<5 where found != moment.phase {
                        try await reach(moment, leaf, installation, devnet)
                        await host.crash()
                        found = try await phases(installation)[leaf]
                        if moment.isRaised { #expect(try await attempts(installation, leaf) > 1, "killed while \(moment.name)") }
                        try await devnet.ask("devnet_clearFaults")
                        try await devnet.ask("devnet_set", #"{"base_fee":5000000}"#)
                        try await eventually("nobody is held any more") { try await devnet.ask("devnet_hung") == ["0"] ? true : nil }
                        host = try await installation.start(environment: environment).ready()
                        try await settle(leaf, installation, devnet, to: ["included", "safe", "finalized"])
                        leaf += 1
                    }
                    #expect(found == moment.phase, "killed while \(moment.name)")
                }
                for index in 0..<leaf { try await settle(index, installation, devnet, to: ["finalized"]) }
                try await check(installation, devnet)
            } catch {
                await host.stop()
                devnet.stop()
                await postgres.remove()
                throw TestFailure("\(error)\n\(host.tail)")
            }
            #expect(await host.stop() == 0)
            devnet.stop()
            await postgres.remove()
            installation.remove()
        }

        /// Brings an interval so far and no further.
        private func reach(_ moment: Moment, _ leaf: Int, _ installation: Installation, _ devnet: Devnet) async throws {
            if let fault = moment.fault { try await devnet.fault(fault) }
            try await submit(leaf, installation)
            if moment.fault?.contains("hang") == true {
                try await eventually("leaf \(leaf) is held while \(moment.name)") {
                    try await devnet.ask("devnet_hung") != ["0"] ? true : nil
                }
                return
            }
            let isSent = moment.blocks == 0 ? ["sent"] : ["sent", "included", "safe"]
            try await eventually("leaf \(leaf) is sent") {
                isSent.contains(try await phases(installation)[leaf]) ? true : nil
            }
            if moment.isRaised {
                // Nodes hold answers of what is sent from now on, throw out what waits, and ask for more than it offers.
                try await devnet.fault(#"{"kind":"hang","method":"eth_sendRawTransaction","count":1000}"#)
                try await devnet.ask("devnet_set", #"{"base_fee":50000000}"#)
                for pooled in try await devnet.ask("devnet_pool") { try await devnet.ask("devnet_evict", "\"\(pooled)\"") }
                try await devnet.mine()
                try await eventually("the dearer attempt of leaf \(leaf) is held") {
                    let isHung = try await devnet.ask("devnet_hung") != ["0"]
                    return try await attempts(installation, leaf) > 1 && isHung ? true : Bool?.none
                }
            }
            guard moment.blocks > 0 else { return }
            try await devnet.mine(moment.blocks)
            try await eventually("leaf \(leaf) is \(moment.phase)") {
                try await phases(installation)[leaf] == moment.phase ? true : nil
            }
        }

        /// Makes blocks until a leaf is as far.
        private func settle(_ leaf: Int, _ installation: Installation, _ devnet: Devnet, to wanted: [String]) async throws {
            try await eventually("leaf \(leaf) is \(wanted[0])", patience: .seconds(120)) {
                if wanted.contains(try await phases(installation)[leaf]) { return true }
                try await devnet.mine()
                return nil
            }
        }

        private func check(_ installation: Installation, _ devnet: Devnet) async throws {
            let rows = try await installation.query(
                """
                SELECT (SELECT count(*) FROM app.notary_intervals), (SELECT count(*) FROM app.notary_transactions),
                    (SELECT count(*) FROM app.notary_transactions WHERE abandoned OR NOT succeeded),
                    (SELECT max(nonce) + 1 FROM app.notary_transactions)
                """)
            let intervals = try #require(rows.first?.first)
            #expect(rows == [[intervals, intervals, "0", intervals]], "one transaction an interval, no nonce left out")
            let used = try await devnet.ask(
                "eth_getTransactionCount", #""0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266","finalized""#)
            #expect(used == ["0x" + String(try #require(Int(intervals)), radix: 16)], "the account sent no more than these")
        }

        private func submit(_ index: Int, _ installation: Installation) async throws {
            _ = try await installation.query(
                """
                SELECT set_config('app.tenant', '0', true);
                INSERT INTO app.notary_leaves (tenant_id, key, leaf)
                SELECT key, '\(index)', sha256('leaf \(index)') FROM app.tenants WHERE id = 'north'
                """)
        }

        /// How many of a leaf's transaction are stored.
        private func attempts(_ installation: Installation, _ leaf: Int) async throws -> Int {
            let rows = try await installation.query(
                """
                SELECT set_config('app.tenant', '0', true);
                SELECT count(*) FROM app.notary_leaves l JOIN app.notary_transactions t ON t.interval_id = l.interval_id AND NOT t.abandoned
                JOIN app.notary_attempts a ON a.chain_id = t.chain_id AND a.notary = t.notary AND a.nonce = t.nonce WHERE l.key = '\(leaf)'
                """)
            return try #require(rows.last?.first.flatMap { Int($0) })
        }

        /// By leaf.
        private func phases(_ installation: Installation) async throws -> [String] {
            try await installation.query(
                """
                SELECT set_config('app.tenant', '0', true);
                SELECT coalesce(t.phase, 'waiting') FROM app.notary_leaves l
                LEFT JOIN app.notary_transactions t ON t.interval_id = l.interval_id AND NOT t.abandoned ORDER BY l.key::int
                """
            ).dropFirst().map { $0[0] }
        }
    }
}
