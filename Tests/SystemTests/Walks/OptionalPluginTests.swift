import Foundation
import Testing

extension SystemTests {
    /// CRM and Calculator read Analytics' tables and can do without.
    @Suite("A plugin whose tables others can do without comes and goes") struct OptionalPluginTests {
        /// All that Analytics would know is typed.
        private static let calculation =
            "/api/v1/calculator/calculation?hashrate_ths=110&power_watts=3250&usd_per_kwh=0.06&price_usd=65279.8&difficulty=125864590119494"
            + "&subsidy_btc=3.125&fees_btc_per_block=0.02"
        private static let month = ["period_from": "2026-01-01", "period_to": "2026-01-31"] as [String: JSON]

        private static func installation(isolation: String) throws -> Installation {
            let plugins = "plugins: {hosting: {networks: [127.8.0.0/16]}, crm: {}, calculator: {}}"
            let tenants =
                "  - {id: operator, kind: operator, members: [{email: operator@demo.test, role: owner}]}\n"
                + "  - {id: north, kind: provider, name: North Mining, members: [{email: north@demo.test, role: owner}], \(plugins)}\n"
                + "  - {id: alpha, kind: client, parent: north, members: [{email: alpha@demo.test, role: owner}], \(plugins)}\n"
            let installation = try Installation(tenants: tenants)
            try installation.write(
                plugins: [
                    "hosting": installation.folder + "/Hosting.plugin",
                    "crm": "\(Product.bundle("CRM")), isolation: \(isolation)",
                    "calculator": "\(Product.bundle("Calculator")), isolation: \(isolation)",
                ], tenants: tenants)
            return installation
        }

        @Test("CRM bills and Calculator calculates before it is installed, after it, and when it is purged", arguments: ["host", "worker"])
        func walk(isolation: String) async throws {
            let installation = try Self.installation(isolation: isolation)
            defer { installation.remove() }
            var host = try await installation.start().ready()
            do {
                var north = try await host.login("north")
                for path in ["/api/v1/crm/contracts", Self.calculation] {
                    try await eventually("\(path) is served") { try await north.get(path).status == 200 ? true : nil }
                }
                let contract = try await Self.contract(north)
                let alone = try await Self.problem(of: contract, north)
                #expect(alone.code == "no_analytics" && alone.text.contains("needs the plugin Analytics"), "\(alone)")
                #expect(try await north.get("/calculator").status == 200)
                let told = host.log.contains("a plugin does without tables of others")
                #expect(told && host.log.contains("analytics.market_history_1h"), "\(host.tail)")

                try await Self.expectListed(lacking: true, installation)

                let installed = try await installation.run("plugins", "install", Product.bundle("Analytics"))
                #expect(installed.exitCode == 0, "\(installed.talk)")
                try await eventually("CRM reads what was installed since") {
                    try await Self.problem(of: contract, north).code == "no_market" ? true : nil
                }
                try await eventually("so does Calculator, and nothing is lacking") {
                    try await Self.lacks(installation).values.allSatisfy { $0 == [:] } ? true : nil
                }
                try await Self.expectListed(lacking: false, installation)
                #expect(try await north.get(Self.calculation).status == 200)

                let removed = try await installation.run("plugins", "uninstall", "analytics")
                #expect(removed.exitCode == 0, "\(removed.talk)")
                #expect(try await Self.problem(of: contract, north).code == "no_market", "the tables stay until they are purged")
                let purged = try await installation.run("plugins", "purge", "analytics", "--force")
                #expect(purged.exitCode == 0 && purged.talk.contains("read by calculator, crm, which can do without"), "\(purged.talk)")
                #expect(try await Self.problem(of: contract, north).code == "no_analytics", "at once, not when the host has looked")
                #expect(try await north.get(Self.calculation).status == 200)

                #expect(await host.stop() == 0)
                host = try await installation.start().ready()
                north = try await host.login("north")
                try await eventually("CRM is served again") { try await north.get("/api/v1/crm/contracts").status == 200 ? true : nil }
                #expect(try await Self.problem(of: contract, north).code == "no_analytics")
            } catch {
                await host.stop()
                throw TestFailure("\(error)\n\(host.tail)")
            }
            #expect(await host.stop() == 0)
        }

        /// The tables that each plugin does without, as `plugins list` says.
        private static func lacks(_ installation: Installation) async throws -> [String: JSON] {
            let list = try await installation.run("plugins", "list", "--json")
            guard list.exitCode == 0 else { throw TestFailure("no list: \(list.talk)") }
            return Dictionary(uniqueKeysWithValues: JSON(parsing: Data(list.output.utf8)).items.map { ($0["id"].text, $0["lacks"]) })
        }

        private static func expectListed(lacking: Bool, _ installation: Installation) async throws {
            let lacks = try await lacks(installation)
            let reason = "the plugin analytics is not installed, or has no such table"
            #expect(lacks["crm"] == (lacking ? ["analytics.market_history_1h": .text(reason)] : [:]), "\(lacks)")
            #expect(lacks["hosting"] == [:] && (lacks["calculator"] == [:]) != lacking, "\(lacks)")
            let list = try await installation.run("plugins", "list")
            let line = "crm: does without analytics.market_history_1h: \(reason)"
            #expect(list.exitCode == 0 && (list.output + list.talk).contains(line) == lacking, "\(list.output) \(list.talk)")
        }

        /// One with a share of what the hashrate mined.
        private static func contract(_ north: Client) async throws -> String {
            let made = try await north.post(
                "/api/v1/crm/contracts",
                [
                    "client": "Ana Mining", "client_tenant": "alpha", "kind": "revenue_share", "revenue_share_percent": "25",
                    "revenue_basis": "metered",
                ])
            guard made.status == 201 else { throw TestFailure("no contract: \(made.status) \(made.text)") }
            return made.json["id"].text
        }

        private static func problem(of contract: String, _ north: Client) async throws -> (code: String, text: String) {
            let answer = try await north.post("/api/v1/crm/contracts/\(contract)/billing", .object(month))
            guard answer.status == 200 else { throw TestFailure("no billing: \(answer.status) \(answer.text)") }
            return (answer.json["problems"].items.first?["code"].text ?? "none", answer.text)
        }
    }
}
