import Foundation
import Testing

extension SystemTests {
    /// A new version wants more than the old one had: consent, and a secret.
    @Suite("A version that asks for more waits while the old one serves, until it is given what it asks for") struct GrantTests {
        /// The example in C with another version, a service that it did not ask for, and perhaps further lines.
        func asking(_ installation: Installation, _ version: String, services: String = "", more: String = "") throws -> String {
            let path = try installation.greeter("Greeter-\(version)", version: version)
            let manifest = try String(contentsOfFile: path + "/plugin.yaml", encoding: .utf8)
            let asked = manifest.replacingOccurrences(
                of: "services: [hashinsight.db/1,", with: "services: [\(services)hashinsight.db/1,")
            try (asked + more).write(toFile: path + "/plugin.yaml", atomically: true, encoding: .utf8)
            try #require(services.isEmpty || asked != manifest)
            return path
        }

        func installation() throws -> Installation {
            let installation = try Installation()
            try installation.write(
                plugins: ["greeter": try installation.greeter("Greeter"), "hosting": installation.folder + "/Hosting.plugin"],
                tenants: DemoTenants.yaml(with: ["greeter"]))
            return installation
        }

        /// Runs `body` with a host that serves.
        private func serving(_ body: (Installation, RunningHost, Client) async throws -> Void) async throws {
            let installation = try installation()
            defer { installation.remove() }
            let host = try await installation.start().ready()
            let chief = try await host.login("operator")
            do {
                try await eventually("the first version serves") { try await version(chief) == "1.0.0" ? true : nil }
                try await body(installation, host, chief)
            } catch {
                await host.stop()
                throw TestFailure("\(error)\n\(host.tail)")
            }
            #expect(await host.stop() == 0)
        }

        func version(_ chief: Client) async throws -> String {
            try await chief.get("/api/v1/tenants/alpha/plugins/greeter").json["version"].text
        }

        @Test("On the command line: an upgrade is refused and names the flag, plugins grant consents, then the upgrade serves")
        func grantBefore() async throws {
            try await serving { installation, host, chief in
                let alpha = try await host.login("alpha")
                let newer = try asking(installation, "2.0.0", services: "hashinsight.metrics/1, ")
                #expect(try await installation.run("plugins", "install", newer).exitCode == 0)

                let refused = try await installation.run("plugins", "upgrade", "greeter", "--to", "2.0.0")
                #expect(refused.exitCode == 77, "\(refused.talk)")
                for told in [
                    "asks for more: hashinsight.metrics/1", "waits for consent: hashinsight.metrics/1; until then 1.0.0 serves",
                    "Consent with --grant", "hashinsight plugins grant greeter --to 2.0.0",
                ] { #expect(refused.talk.contains(told), "\(told): \(refused.talk)") }
                #expect(try await version(chief) == "1.0.0")
                #expect(try await alpha.get("/api/v1/greeter/greeting/Ada").status == 200)
                let none = "SELECT count(*) FROM app.plugin_rollouts"
                #expect(try await installation.query(none) == [["0"]], "nothing has begun")

                let told = try await installation.run("plugins", "grant", "greeter", "--to", "2.0.0", "--dry-run", "--json")
                let standing = JSON(parsing: Data(told.output.utf8))
                #expect(told.exitCode == 0 && standing["version"].text == "2.0.0", "\(told.talk)")
                #expect(standing["missing"].items.map(\.text) == ["hashinsight.metrics/1"], "\(told.output)")
                let hesitant = try await installation.run("plugins", "grant", "greeter", "--to", "2.0.0")
                #expect(hesitant.exitCode == 77 && hesitant.talk.contains("Consent with --yes"), "\(hesitant.talk)")
                let unknown = try await installation.run("plugins", "grant", "greeter", "--to", "9.0.0", "--yes")
                #expect(
                    unknown.exitCode == 65 && unknown.talk.contains("greeter 9.0.0 is not installed; there are: 2.0.0"), "\(unknown.talk)")

                let given = try await installation.run("plugins", "grant", "greeter", "--to", "2.0.0", "--yes", "--json")
                let after = JSON(parsing: Data(given.output.utf8))
                #expect(given.exitCode == 0 && after["missing"].items.isEmpty, "\(given.talk)")
                let last = after["consents"].items.last
                #expect(last?["version"].text == "2.0.0" && last?["given_by"].text == "command line", "\(given.output)")
                #expect(try await version(chief) == "1.0.0", "consent alone brings nobody over")

                let upgraded = try await installation.run("plugins", "upgrade", "greeter", "--to", "2.0.0", "--json")
                #expect(upgraded.exitCode == 0, "\(upgraded.talk)")
                #expect(try await version(chief) == "2.0.0")
                #expect(try await alpha.get("/api/v1/greeter/greeting/Ada").status == 200)
            }
        }

        @Test("What being listed consents to is written down with the first change: not by a dry run, and not by what is answered with no")
        func listed() async throws {
            try await serving { installation, _, _ in
                try installation.write(
                    plugins: [
                        "greeter": installation.folder + "/Greeter.plugin", "hosting": installation.folder + "/Hosting.plugin",
                        "counter": Product.bundle("Counter"),
                    ], tenants: DemoTenants.yaml(with: ["greeter"]))
                func written() async throws -> [[String]] {
                    try await installation.query("SELECT (SELECT count(*) FROM app.plugin_consents), (SELECT count(*) FROM app.audit)")
                }
                let before = try await written()

                let told = try await installation.run("plugins", "grant", "counter", "--dry-run", "--json")
                let standing = JSON(parsing: Data(told.output.utf8))
                #expect(told.exitCode == 0 && !standing["asks"].items.isEmpty, "\(told.talk)")
                #expect(standing["missing"].items.isEmpty && standing["consents"].items.isEmpty, "\(told.output)")
                #expect(try await written() == before, "a dry run consents to nothing")

                for command in ["enable counter --tenant alpha", "grant counter --withdraw hashinsight.db/1"] {
                    let words = ["plugins"] + command.split(separator: " ").map(String.init)
                    let refused = try await installation.answer("no", to: words)
                    #expect(refused.exitCode == 77 && refused.talk.contains("nothing was changed"), "\(command): \(refused.talk)")
                    #expect(try await written() == before, "\(command)")
                }
                let hesitant = try await installation.answer("", to: ["plugins", "enable", "counter", "--tenant", "alpha"])
                #expect(hesitant.talk.contains("being listed consents to: "), "\(hesitant.talk)")
                // A withdrawal stands on what was consented to by then: the rest goes on.
                let withdrawn = try await installation.run("plugins", "grant", "counter", "--withdraw", "hashinsight.events/1", "--json")
                let after = JSON(parsing: Data(withdrawn.output.utf8))
                #expect(withdrawn.exitCode == 0 && after["missing"].items.isEmpty, "\(withdrawn.talk) \(withdrawn.output)")
                #expect(after["consents"].items.map { $0["given_by"].text } == ["configuration", "command line"], "\(withdrawn.output)")
                let agreed = try await installation.answer("yes", to: ["plugins", "enable", "counter", "--tenant", "alpha"])
                #expect(agreed.exitCode == 0, "\(agreed.talk)")
            }
        }

        @Test("With --grant an upgrade consents and goes on, and says what to")
        func grantWith() async throws {
            try await serving { installation, _, chief in
                let newer = try asking(installation, "2.0.0", services: "hashinsight.metrics/1, ")
                #expect(try await installation.run("plugins", "install", newer).exitCode == 0)
                let plan = try await installation.run("plugins", "upgrade", "greeter", "--to", "2.0.0", "--grant", "--dry-run", "--json")
                #expect(JSON(parsing: Data(plan.output.utf8))["missing_consent"].items.map(\.text) == ["hashinsight.metrics/1"])
                let consents = "SELECT count(*) FROM app.plugin_consents WHERE plugin = 'greeter' AND version = '2.0.0'"
                #expect(try await installation.query(consents) == [["0"]], "a dry run consents to nothing")
                let upgraded = try await installation.run("plugins", "upgrade", "greeter", "--to", "2.0.0", "--grant", "--json")
                #expect(upgraded.exitCode == 0, "\(upgraded.talk)")
                #expect(upgraded.talk.contains("consented for greeter 2.0.0: hashinsight.metrics/1"), "\(upgraded.talk)")
                #expect(try await installation.query(consents) == [["1"]])
                #expect(try await version(chief) == "2.0.0")
                let audited = try await installation.query(
                    "SELECT action FROM app.audit WHERE action = 'plugin.consent' AND subject = 'greeter 2.0.0' AND actor = 'command line'")
                #expect(audited.count == 1)
            }
        }

        @Test(
            "A secret that only the new version needs: it can be set before; else the upgrade waits, goes back for nobody and says for what"
        )
        func secret() async throws {
            try await serving { installation, host, chief in
                let alpha = try await host.login("alpha")
                let more = "secrets:\n  api_key: {description: of the account, required: true, scope: installation}\n"
                let newer = try asking(installation, "2.0.0", services: "hashinsight.secrets/1, ", more: more)
                #expect(try await installation.run("plugins", "install", newer).exitCode == 0)

                let waiting = try await installation.run(
                    "plugins", "upgrade", "greeter", "--to", "2.0.0", "--grant", "--tenants", "alpha", "--json")
                #expect(waiting.exitCode == 75, "\(waiting.talk)")
                #expect(waiting.talk.contains("waiting for secret api_key (of the account)"), "\(waiting.talk)")
                #expect(waiting.talk.contains("hashinsight secrets set greeter api_key"), "\(waiting.talk)")
                let report = JSON(parsing: Data(waiting.output.utf8))
                #expect(report["state"].text == "running" && report["hosts"].items.first?["waiting"].integer == 1, "\(waiting.output)")
                #expect(try await version(chief) == "1.0.0")
                #expect(try await alpha.get("/api/v1/greeter/greeting/Ada").status == 200, "the old one serves")

                let file = installation.folder + "/api.key"
                try "a-key-4711\n".write(toFile: file, atomically: true, encoding: .utf8)
                let list = try await installation.run("secrets", "list", "greeter")
                #expect(list.output.contains("api_key") && list.output.contains("missing"), "\(list.output)")
                let set = try await installation.run("secrets", "set", "greeter", "api_key", "--file", file)
                #expect(set.exitCode == 0, "\(set.talk)")
                try await eventually("alpha is brought over") { try await version(chief) == "2.0.0" ? true : nil }
                let all = try await installation.run("plugins", "upgrade", "greeter", "--to", "2.0.0")
                #expect(all.exitCode == 0, "\(all.talk)")
                let states = try await installation.query("SELECT state FROM app.plugin_rollouts WHERE plugin = 'greeter'")
                #expect(states == [["running"]])

                // Another one, set before anybody runs the version that lists it.
                let third = more + "  other_key: {description: of another, required: true, scope: tenant}\n"
                let next = try asking(installation, "3.0.0", services: "hashinsight.secrets/1, ", more: third)
                #expect(try await installation.run("plugins", "install", next).exitCode == 0)
                let early = try await installation.run("secrets", "set", "greeter", "other_key", "--tenant", "alpha", "--file", file)
                #expect(early.exitCode == 0, "\(early.talk)")
            }
        }

        @Test("An upgrade whose version goes back, or that a host cannot follow, ends with an error and the reason")
        func goesBack() async throws {
            try await serving { installation, host, chief in
                let broken = try installation.greeter("Broken", version: "2.0.0")
                let manifest = try String(contentsOfFile: broken + "/plugin.yaml", encoding: .utf8)
                let needing = manifest.replacingOccurrences(
                    of: "  properties:\n", with: "  required: [tone]\n  properties:\n    tone: {type: string}\n")
                try #require(needing != manifest)
                try needing.write(toFile: broken + "/plugin.yaml", atomically: true, encoding: .utf8)
                #expect(try await installation.run("plugins", "install", broken).exitCode == 0)
                let upgraded = try await installation.run("plugins", "upgrade", "greeter", "--to", "2.0.0", "--json")
                #expect(upgraded.exitCode == 1, "\(upgraded.exitCode) \(upgraded.talk)")
                #expect(upgraded.talk.contains("greeter 2.0.0 went back: an instance cannot be made: "), "\(upgraded.talk)")
                #expect(upgraded.talk.contains("tone") && upgraded.talk.contains("greeter 1.0.0 serves"), "\(upgraded.talk)")
                #expect(JSON(parsing: Data(upgraded.output.utf8))["state"].text == "rolled back", "\(upgraded.output)")
                #expect(try await version(chief) == "1.0.0")
                #expect(try await host.login("alpha").get("/api/v1/greeter/greeting/Ada").status == 200)
            }
        }
    }
}
