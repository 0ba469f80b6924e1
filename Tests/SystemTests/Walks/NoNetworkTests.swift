import Foundation
import Testing

extension SystemTests {
    @Suite("A tenant without networks") struct NoNetworkTests {
        private static let networks = "{networks: [127.0.0.1/32]}"

        private static func tenants(_ instance: String) -> String {
            """
              - {id: operator, kind: operator, members: [{email: operator@demo.test, role: owner}]}
              - {id: north, kind: provider, members: [{email: north@demo.test, role: owner}], plugins: {hosting: \(instance)}}

            """
        }

        @Test("Its miners are unreachable and say why, its rounds do not fail, and networks that are given later are used")
        func reason() async throws {
            let installation = try Installation(tenants: Self.tenants("{}"))
            defer { installation.remove() }
            let host = try await installation.start().ready()
            let north = try await host.login("north")
            let made = try await north.post(
                "/api/v1/hosting/miners",
                [
                    "serial_number": "OUT-1", "model": "Antminer S21 (200 TH)", "address": "127.0.0.1",
                    "port": .number(Double(Loopback.freePort())),
                ])
            #expect(made.status == 201, "\(made.text)")
            let miner = "/api/v1/hosting/miners/\(made.json["id"].text)"
            let asked = try await eventually("the miner has been asked") { () -> JSON? in
                let told = try await north.get(miner).json
                return told["state"].text == "never_seen" ? nil : told
            }
            #expect(asked["state"].text == "unreachable", "\(asked.encoded)")
            #expect(asked["state_detail"].text == "The address 127.0.0.1 lies outside the networks granted to this tenant.")
            #expect(try await ended(installation, "<> 'succeeded'") == 0, "no round failed")

            try installation.write(
                plugins: ["hosting": installation.folder + "/Hosting.plugin"], tenants: Self.tenants(Self.networks))
            let applied = try await installation.run("apply")
            #expect(applied.exitCode == 0, "\(applied.talk)")
            try await eventually("the miner is reached, and refuses") {
                try await north.get(miner).json["state"].text == "refusing" ? true : nil
            }
            #expect(try await ended(installation, "= 'succeeded'") > 0)
            await host.stop()
        }

        /// Rounds that ended in a state.
        private func ended(_ installation: Installation, _ state: String) async throws -> Int {
            let rows = try await installation.query(
                "SELECT count(*) FROM app.job_history WHERE plugin = 'hosting' AND job = 'collect' AND state \(state)")
            return Int(rows.first?.first ?? "") ?? -1
        }
    }
}
