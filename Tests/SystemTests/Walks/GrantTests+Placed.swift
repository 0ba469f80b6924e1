import Foundation
import Testing

/// Another bundle lies where the configuration says.
extension SystemTests.GrantTests {
    /// A bundle of the configuration that has a migration that adds, and one that takes away.
    private func replacing(_ installation: Installation) throws {
        let newer = try asking(installation, "2.0.0", services: "hashinsight.metrics/1, ")
        for (name, text) in [
            ("0002_note", "ALTER TABLE visitors ADD COLUMN note text;"),
            ("0003_less", "-- contract: true\nALTER TABLE visitors DROP COLUMN note;"),
        ] { try text.write(toFile: newer + "/migrations/\(name).sql", atomically: true, encoding: .utf8) }
        try installation.write(
            plugins: ["greeter": newer, "hosting": installation.folder + "/Hosting.plugin"],
            tenants: DemoTenants.yaml(with: ["greeter"]))
    }

    private func migrations(_ installation: Installation) async throws -> String {
        try await installation.query("SELECT count(*) FROM app.plugin_migrations WHERE plugin = 'greeter'").first?.first ?? ""
    }

    private static let place = "/api/v1/greeter/greeting/Ada"

    /// The trouble of the plugin, once it says for what it waits.
    private func waiting(_ chief: Client) async throws -> String {
        try await eventually("it says for what it waits") {
            let trouble = try await chief.get("/api/v1/tenants/alpha/plugins/greeter").json["trouble"].text
            return trouble.contains("waits for consent: asks for hashinsight.metrics/1 in addition") ? trouble : nil
        }
    }

    @Test(
        "A host starts with another bundle: the one before serves, no migration runs, plugins grant brings it without a failed request")
    func grantServing() async throws {
        let installation = try installation()
        defer { installation.remove() }
        let first = try await installation.start().ready()
        let chief = try await first.login("operator")
        try await eventually("the first version serves") { try await version(chief) == "1.0.0" ? true : nil }
        #expect(await first.stop() == 0)
        // Overwritten where it lay, as a careless copy does: the host has its own.
        try FileManager.default.removeItem(atPath: installation.folder + "/Greeter.plugin")
        try replacing(installation)
        let host = try await installation.start().ready()
        let again = try await host.login("operator")
        let alpha = try await host.login("alpha")
        let told = try await waiting(again)
        #expect(told.contains("1.0.0 serves meanwhile"), "\(told)")
        #expect(try await alpha.get(Self.place).status == 200)
        #expect(try await version(again) == "1.0.0")
        #expect(try await migrations(installation) == "1")
        let listed = try await installation.run("plugins", "list")
        #expect(
            listed.exitCode == 0 && listed.talk.contains("1.0.0 serves meanwhile")
                && listed.talk.contains("asks for hashinsight.metrics/1 in addition; consent with: hashinsight plugins grant greeter"),
            "\(listed.talk)")
        let asked = try await again.get("/api/v1/plugins/greeter/grants").json
        #expect(asked["version"].text == "2.0.0" && asked["missing"].items.map(\.text) == ["hashinsight.metrics/1"], "\(asked.encoded)")

        let outcome = try await Load.during([alpha], path: Self.place, expecting: ["Ada"]) { load in
            // So many before and as many after: the change lies between requests.
            func goesOn(_ state: String) async throws {
                let before = load.outcome.answered
                try await eventually("requests are answered \(state)") { load.outcome.answered > before + 100 ? true : nil }
            }
            try await goesOn("by the version before")
            let given = try await installation.run("plugins", "grant", "greeter", "--yes")
            #expect(
                given.exitCode == 0 && given.talk.contains("nobody has consented yet to: hashinsight.metrics/1"), "\(given.talk)")
            try await eventually("the new version serves") { try await version(again) == "2.0.0" ? true : nil }
            try await goesOn("by the new version")
        }
        #expect(outcome.failures == [])
        #expect(try await migrations(installation) == "2", "what takes away waits for the next start")
        #expect(await host.stop() == 0)
        let last = try await installation.start().ready()
        #expect(try await migrations(installation) == "3")
        #expect(try await last.login("alpha").get(Self.place).status == 200)
        #expect(await last.stop() == 0)
    }

    @Test("A host that has no copy of the one before says so and runs no migration; with consent the new one serves")
    func grantAlone() async throws {
        let installation = try installation()
        defer { installation.remove() }
        let first = try await installation.start().ready()
        #expect(await first.stop() == 0)
        try FileManager.default.removeItem(atPath: installation.data + "/plugins")
        try replacing(installation)
        let host = try await installation.start().ready()
        let again = try await host.login("operator")
        let alpha = try await host.login("alpha")
        let told = try await waiting(again)
        for part in ["none of its migrations has run", "1.0.0, which served before, cannot serve meanwhile", "plugins grant greeter"] {
            #expect(told.contains(part), "\(part): \(told)")
        }
        #expect(try await alpha.get(Self.place).status == 404)
        #expect(try await migrations(installation) == "1")
        #expect(try await installation.run("plugins", "grant", "greeter", "--yes").exitCode == 0)
        try await eventually("it is served") { try await alpha.get(Self.place).status == 200 ? true : nil }
        #expect(try await version(again) == "2.0.0")
        #expect(try await migrations(installation) == "3", "nobody served beside it")
        #expect(await host.stop() == 0)
    }
}
