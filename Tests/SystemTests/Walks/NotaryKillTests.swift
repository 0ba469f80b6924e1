import Foundation
import TestSupport
import Testing

extension SystemTests {
    @Suite("The host is killed while it anchors") struct NotaryKillTests {
        // How far an interval has come when the host is killed, and what holds it there for long enough.
        private static let moments: [(phase: String, fault: String?)] = [
            ("waiting", nil), ("signed", #"{"kind":"slow","method":"eth_sendRawTransaction","seconds":3}"#),
            ("signed", #"{"kind":"after_close","method":"eth_sendRawTransaction"}"#), ("sent", #"{"kind":"swallow"}"#), ("sent", nil),
            ("included", nil), ("safe", nil),
        ]

        @Test("Killed at every step, a host goes on where it was: each leaf ends final, each interval stands on the chain once")
        func killed() async throws {
            let devnet = try await Devnet.start(["--interval", "0.3", "--safe-lag", "8", "--final-lag", "16"])
            let contract = try await devnet.deploy()
            let postgres = try await ExternalPostgres.start()
            let installation = try Installation(databaseURL: postgres.url)
            let environment = [
                "BASE_L2_RPC": devnet.url, "NOTARY_CONTRACT": "\(contract)", "BLOCKCHAIN_PRIVATE_KEY": Devnet.keys[0],
                "NOTARY_INTERVAL_SECONDS": "1",
            ]
            var host = try await installation.start(environment: environment).ready()
            do {
                for (index, moment) in Self.moments.enumerated() {
                    if let fault = moment.fault { try await devnet.fault(fault) }
                    try await submit(index, installation)
                    let order = ["waiting", "signed", "sent", "included", "safe", "finalized"]
                    try await eventually("leaf \(index) is \(moment.phase)") {
                        let phase = try await phases(installation)[index]
                        return order.firstIndex(of: phase)! >= order.firstIndex(of: moment.phase)! ? true : nil
                    }
                    await host.crash()
                    host = try await installation.start(environment: environment).ready()
                }
                try await eventually("all leaves are final", patience: .seconds(120)) {
                    try await phases(installation).allSatisfy { $0 == "finalized" } ? true : nil
                }
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
