import Foundation
import Testing

extension SystemTests {
    /// The Calculator's models, kept for a day and true all the same.
    @Suite("The catalogue that is kept") struct CatalogueCacheTests {
        private static let path = "/api/v1/calculator/models?per_page=200"
        private static let added = "acme-x1,Acme,X1,100,2000,20,air,2026-01"

        @Test("It is made once and given again, follows the table at once, and an upgrade's new model is there with the next request")
        func walk() async throws {
            let installation = try Installation()
            defer { installation.remove() }
            try installation.write(
                plugins: [
                    "hosting": Product.bundle("Hosting"), "analytics": Product.bundle("Analytics"),
                    "calculator": Product.bundle("Calculator"),
                ],
                tenants: """
                      - {id: operator, kind: operator, members: [{email: operator@demo.test, role: owner}]}
                      - {id: north, kind: provider, members: [{email: north@demo.test, role: owner}], plugins: {calculator: {}}}

                    """)
            let host = try installation.start()
            do {
                _ = try await host.ready()
                let north = try await host.login("north")
                try await isKept(installation, host, north)
                try await isUpgraded(installation, host, north)
            } catch {
                _ = await host.stop()
                throw TestFailure("\(error)\n\(host.tail)")
            }
            _ = await host.stop()
        }

        private func isKept(_ installation: Installation, _ host: RunningHost, _ north: Client) async throws {
            let made = try await north.get(Self.path)
            #expect(made.status == 200 && made.json["items"].items.count > 80, "\(made.text.prefix(300))")
            let puts = try await Self.count(host, "hashinsight_cache_puts_total", #"plugin="calculator""#)
            let fresh = try await Self.count(host, "hashinsight_cache_lookups_total", #"plugin="calculator",outcome="fresh""#)
            #expect(puts == 1, "the catalogue was kept")
            for _ in 0..<3 { #expect(try await north.get(Self.path).json == made.json) }
            #expect(try await Self.count(host, "hashinsight_cache_puts_total", #"plugin="calculator""#) == puts)
            #expect(try await Self.count(host, "hashinsight_cache_lookups_total", #"plugin="calculator",outcome="fresh""#) == fresh + 3)

            // Another table is another catalogue, and the same one again is the one that was kept.
            let first = made.json["items"][0]
            func rename(_ name: String) async throws {
                _ = try await installation.superuserQuery(
                    "UPDATE p_calculator.miner_models SET name = '\(name)' WHERE id = '\(first["id"].text)'")
            }
            try await rename("Another name")
            #expect(try await north.get(Self.path).json["items"].items.contains { $0["name"].text == "Another name" })
            #expect(try await Self.count(host, "hashinsight_cache_puts_total", #"plugin="calculator""#) == puts + 1)
            try await rename(first["name"].text)
            #expect(try await north.get(Self.path).json == made.json)
            #expect(try await Self.count(host, "hashinsight_cache_puts_total", #"plugin="calculator""#) == puts + 1)
        }

        private func isUpgraded(_ installation: Installation, _ host: RunningHost, _ north: Client) async throws {
            let before = try await north.get(Self.path).json["total"].integer ?? 0
            let newer = installation.folder + "/Calculator-1.1.0.plugin"
            let original = URL(fileURLWithPath: Product.bundle("Calculator")).resolvingSymlinksInPath().path
            try FileManager.default.copyItem(atPath: original, toPath: newer)
            for (file, old, new) in [
                ("plugin.yaml", "version: 1.0.0", "version: 1.1.0"), ("data/miner_models.csv", "released\n", "released\n\(Self.added)\n"),
            ] {
                let text = try String(contentsOfFile: "\(newer)/\(file)", encoding: .utf8)
                let changed = text.replacing(old, with: new, maxReplacements: 1)
                try #require(changed != text, "\(file)")
                try changed.write(toFile: "\(newer)/\(file)", atomically: true, encoding: .utf8)
            }
            for arguments in [["install", newer], ["upgrade", "calculator", "--to", "1.1.0"]] {
                let all = ["plugins"] + arguments + ["--config", installation.config, "--data", installation.data]
                let outcome = try await Product.run(all)
                try #require(outcome.exitCode == 0, "\(outcome.talk)")
            }
            let after = try await north.get(Self.path).json
            #expect(after["total"].integer == before + 1)
            #expect(after["items"].items.contains { $0["id"].text == "acme-x1" })
            let market = "price_usd=65279.8&difficulty=125864590119494&subsidy_btc=3.125&fees_btc_per_block=0.02"
            let day = try await north.get("/api/v1/calculator/calculation?model=acme-x1&usd_per_kwh=0.05&\(market)")
            #expect(day.status == 200 && day.json["machine"]["hashrate_ths"].text == "100", "\(day.text)")
        }

        /// The value of a series, 0 where there is none yet.
        private static func count(_ host: RunningHost, _ name: String, _ labels: String) async throws -> Int {
            let lines = try await host.client.get("/metrics").text.split(separator: "\n")
            let line = lines.first { $0.hasPrefix("\(name){\(labels)}") }
            return line.flatMap { Int($0.split(separator: " ").last ?? "") } ?? 0
        }
    }
}
