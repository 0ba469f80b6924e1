import Foundation
import Testing

extension SystemTests {
    /// Passwords and keys of plugins, from the console's API and the command line to the plugin, and nowhere else.
    @Suite("Secrets reach the plugin and tenant they were given to, and no log or answer") struct SecretTests {
        private static let tenants = """
              - id: operator
                kind: operator
                members: [{email: operator@demo.test, role: owner}, {email: watcher@demo.test, role: guest}]
              - id: north
                kind: provider
                members: [{email: north@demo.test, role: owner}]
              - id: alpha
                kind: client
                parent: north
                members: [{email: alpha@demo.test, role: owner}, {email: alpha-guest@demo.test, role: guest}]
                plugins: {keeper: {}}
              - id: beta
                kind: client
                parent: north
                members: [{email: beta@demo.test, role: owner}]
                plugins: {keeper: {}}

            """
        private let own = "/api/v1/tenants/alpha/plugins/keeper/secrets"
        private let common = "/api/v1/plugins/keeper/secrets/coingecko_api_key"

        @Test("Set, read, told, rotated and removed, in the host and in a worker", arguments: ["host", "worker"])
        func walk(isolation: String) async throws {
            let installation = try Installation()
            defer { installation.remove() }
            let bundle = try await SecretKeeper.build(in: installation.folder)
            try installation.write(plugins: ["keeper": bundle + ", isolation: \(isolation)"], tenants: Self.tenants)
            let values = ["a-key-of-alpha-4711", "a-key-of-beta-0815", "a-key-from-outside", "a-key-of-the-operator"]
            var host = try await installation.start(environment: ["COINGECKO_API_KEY": values[2]]).ready()
            let hosts = [host]
            let chief = try await host.login("operator")
            let alpha = try await host.login("alpha")
            let beta = try await host.login("beta")

            // It waits, and says for what.
            #expect(try await alpha.get("/api/v1/keeper/own").status == 404)
            let waiting = try await chief.get("/api/v1/tenants/alpha/plugins/keeper").json["trouble"].text
            #expect(waiting.contains("waiting for secret own_key (the key of the tenant's account)"), "\(waiting)")
            #expect(waiting.contains("hashinsight secrets set keeper own_key --tenant alpha"), "\(waiting)")

            try await access(host, alpha: alpha, beta: beta, chief: chief)

            // A tenant sets its own; the instance is served.
            #expect(try await alpha.put(own + "/own_key", ["value": .text(values[0])]).status == 204)
            try await eventually("alpha is served") { try await alpha.get("/api/v1/keeper/own").status == 200 ? true : nil }
            #expect(try await alpha.get("/api/v1/keeper/own").json == SecretKeeper.answer(values[0]))
            #expect(try await beta.get("/api/v1/keeper/own").status == 404, "beta waits on")

            // The operator sets beta's by the command line, from a file.
            let file = installation.folder + "/beta.key"
            try (values[1] + "\n").write(toFile: file, atomically: true, encoding: .utf8)
            let set = try await installation.run("secrets", "set", "keeper", "own_key", "--tenant", "beta", "--file", file, "--json")
            #expect(set.exitCode == 0 && JSON(parsing: Data(set.output.utf8))["set"].truth == true, "\(set.talk)")
            try await eventually("beta is served") { try await beta.get("/api/v1/keeper/own").status == 200 ? true : nil }
            #expect(try await beta.get("/api/v1/keeper/own").json == SecretKeeper.answer(values[1]))

            // From the environment, until the operator sets one.
            #expect(try await alpha.get("/api/v1/keeper/market").json == SecretKeeper.answer(values[2]))
            #expect(try await chief.put(common, ["value": .text(values[3])]).status == 204)
            #expect(try await alpha.get("/api/v1/keeper/market").json == SecretKeeper.answer(values[3]))

            let answers = try await lists(installation, alpha: alpha, chief: chief)
            let leak = try await alpha.get("/api/v1/keeper/leak")
            #expect(leak.status == 409 && leak.text.contains("leaked [secret own_key]"), "\(leak.text)")
            try await eventually("the plugin's line is in the log, without the secret") {
                host.log.contains("leaked [secret own_key]") ? true : nil
            }

            // Another key: sealed anew, and read by a host that has it.
            let key = ["SECRETS_KEY": String(repeating: "k", count: 40)]
            let rotated = try await Product.run(
                ["secrets", "rotate", "--json", "--config", installation.config, "--data", installation.data], environment: key)
            #expect(rotated.exitCode == 0 && JSON(parsing: Data(rotated.output.utf8))["sealed_anew"].integer == 3, "\(rotated.talk)")
            let stale = try await alpha.get("/api/v1/keeper/own")
            #expect(stale.status == 503, "the host with the old key alone says so: \(stale.status) \(stale.text)")
            await host.stop()
            host = try await installation.start(environment: key).ready()
            let back = try await host.login("alpha")
            try await eventually("the host with the new key serves") { try await back.get("/api/v1/keeper/own").status == 200 ? true : nil }
            #expect(try await back.get("/api/v1/keeper/own").json == SecretKeeper.answer(values[0]))
            #expect(try await back.get("/api/v1/keeper/market").json == SecretKeeper.answer(values[3]))

            let removed = try await installation.run("secrets", "remove", "keeper", "coingecko_api_key")
            #expect(removed.exitCode == 0 && removed.output.contains("is removed"), "\(removed.talk)")
            #expect(try await back.get("/api/v1/keeper/market").status == 404, "this host has no such variable")

            let audit = try await installation.query("SELECT action, subject, actor, before, after FROM app.audit ORDER BY sequence")
            try await staged(installation, bundle, alpha: back, chief: try await host.login("operator"))
            // The private database ends with its host.
            await host.stop()
            let actions = audit.filter { $0[0].hasPrefix("secret.") }.map { "\($0[0]) \($0[1]) \($0[2])" }
            #expect(
                actions == [
                    "secret.set alpha/keeper/own_key alpha@demo.test", "secret.set beta/keeper/own_key command line",
                    "secret.set keeper/coingecko_api_key operator@demo.test", "secret.rotate all command line",
                    "secret.remove keeper/coingecko_api_key command line",
                ])
            let texts =
                (hosts + [host]).map(\.log) + answers + [
                    leak.text, "\(audit)", set.output, set.talk, rotated.output, rotated.talk, waiting,
                ]
            for value in values {
                for text in texts { #expect(!text.contains(value), "\(text.suffix(600))") }
            }
        }

        /// Who may do what.
        private func access(_ host: RunningHost, alpha: Client, beta: Client, chief: Client) async throws {
            #expect(try await host.client.get(own).status == 401)
            #expect(try await host.login("alpha-guest").get(own).status == 403)
            #expect(try await beta.get(own).status == 404)
            #expect(try await host.login("north").get(own).status == 404, "a provider does not see its clients'")
            let value: JSON = ["value": "whatever it is"]
            #expect(try await beta.put(own + "/own_key", value).status == 404)
            #expect(try await alpha.put(common, value).status == 403)
            #expect(try await host.login("watcher").put(common, value).status == 403)
            var forged = alpha
            forged.csrfToken = nil
            #expect(try await forged.put(own + "/own_key", value).status == 403)
            #expect(try await alpha.put(own + "/coingecko_api_key", value).status == 409)
            #expect(try await alpha.put(own + "/session_secret", value).status == 404)
            #expect(try await chief.put("/api/v1/plugins/nothing/secrets/x", value).status == 404)
            #expect(try await alpha.put(own + "/own_key", ["value": 7]).status == 400)
            #expect(try await alpha.put(own + "/own_key", ["value": ""]).status == 422)
            let long = String(repeating: "x", count: 16_385)
            #expect(try await alpha.put(own + "/own_key", ["value": .text(long)]).status == 422)
        }

        /// A further version asks for more: known and set while it is only installed.
        private func staged(_ installation: Installation, _ bundle: String, alpha: Client, chief: Client) async throws {
            let newer = installation.folder + "/Newer.plugin"
            try FileManager.default.copyItem(atPath: bundle, toPath: newer)
            let manifest = try String(contentsOfFile: newer + "/plugin.yaml", encoding: .utf8)
                .replacingOccurrences(of: "version: 1.0.0", with: "version: 1.1.0")
                .replacingOccurrences(
                    of: "\nsecrets:\n", with: "\nsecrets:\n  new_key: {description: of the market, required: true, scope: tenant}\n")
            try manifest.write(toFile: newer + "/plugin.yaml", atomically: true, encoding: .utf8)
            let value: JSON = ["value": "set before its version"]
            #expect(try await alpha.put(own + "/new_key", value).status == 404, "no version asks for it yet")
            let installed = try await installation.run("plugins", "install", newer)
            #expect(installed.exitCode == 0, "\(installed.talk)")
            let versions = try await chief.get("/api/v1/plugins/keeper/version")
            #expect(versions.json["rollout"] == .null, "nothing has begun")
            let added = versions.json["versions"].items.first { $0["version"].text == "1.1.0" }?["secrets_added"].items ?? []
            #expect(added.map(\.["name"].text) == ["new_key"] && added.first?["required"].truth == true, "\(versions.text)")
            func listed() async throws -> JSON? {
                try await alpha.get(own).json["items"].items.first { $0["name"].text == "new_key" }
            }
            let before = try await listed()
            #expect(before?["version"].text == "1.1.0" && before?["set"].truth == false)
            #expect(try await alpha.put(own + "/new_key", value).status == 204)
            #expect(try await listed()?["set"].truth == true)
            #expect(try await alpha.get("/api/v1/keeper/own").status == 200, "the old version serves on")
        }

        /// What the lists say; their texts.
        private func lists(_ installation: Installation, alpha: Client, chief: Client) async throws -> [String] {
            let mine = try await alpha.get(own)
            let found = Dictionary(uniqueKeysWithValues: mine.json["items"].items.map { ($0["name"].text, $0) })
            #expect(found["own_key"]?["set"].truth == true && found["own_key"]?["source"].text == "tenant", "\(mine.text)")
            #expect(found["own_key"]?["set_by"].text == "alpha@demo.test" && found["own_key"]?["required"].truth == true)
            #expect(found["coingecko_api_key"]?["source"].text == "installation")
            #expect(found["coingecko_api_key"]?["set_by"].text != "operator@demo.test", "not a tenant's to know")
            let all = try await chief.get("/api/v1/plugins/keeper/secrets")
            #expect(all.text.contains("operator@demo.test"), "\(all.text)")
            let list = try await installation.run("secrets", "list", "--json")
            let lines = JSON(parsing: Data(list.output.utf8)).items
            #expect(list.exitCode == 0 && lines.count == 4, "\(list.output) \(list.talk)")
            let table = try await installation.run("secrets", "list", "keeper")
            #expect(table.output.contains("missing") && table.output.contains("alpha@demo.test"), "\(table.output)")

            for arguments in [["keeper", "nothing"], ["keeper", "coingecko_api_key", "--tenant", "alpha"], ["nothing", "x"]] {
                let all = ["secrets", "set"] + arguments + ["--file", installation.config]
                let refused = try await Product.run(all + ["--config", installation.config, "--data", installation.data])
                #expect(refused.exitCode == 65, "\(arguments): \(refused.talk)")
            }
            return [mine.text, all.text, list.output, list.talk, table.output]
        }
    }
}
