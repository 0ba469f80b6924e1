import Foundation
import Testing

extension SystemTests {
    /// What the host says before it runs.
    @Suite("Wrong configurations are told") struct WrongConfigurationTests {
        @Test("A wrong tenants.yaml is told with file, line and column, ends with 65, and nothing is made")
        func wrongFile() async throws {
            let installation = try Installation()
            defer { installation.remove() }
            let good = try String(contentsOfFile: installation.config, encoding: .utf8)
            let wrongs: [(what: String, text: String)] = [
                ("unknown parent", good.replacingOccurrences(of: "parent: north", with: "parent: nobody")),
                ("unknown role", good.replacingOccurrences(of: "role: owner", with: "role: king")),
                ("unknown key", good.replacingOccurrences(of: "    kind: provider", with: "    kynd: provider")),
                ("a tenant twice", good.replacingOccurrences(of: "id: beta", with: "id: alpha")),
                ("no network", good.replacingOccurrences(of: "/32]", with: "/99]")),
                ("no YAML", good.replacingOccurrences(of: "plugins:\n", with: "plugins: [\n")),
                ("another version", good.replacingOccurrences(of: "version: 1", with: "version: 9")),
                ("empty", ""),
            ]
            for wrong in wrongs {
                #expect(wrong.text != good, "\(wrong.what)")
                try wrong.text.write(toFile: installation.config, atomically: true, encoding: .utf8)
                for command in [["check"], ["serve", "--listen", "127.0.0.1:0"], ["apply"]] {
                    let outcome = try await Product.run(command + ["--config", installation.config] + ["--data", installation.data])
                    #expect(outcome.exitCode == 65, "\(wrong.what), \(command[0]): \(outcome.talk)")
                    #expect(outcome.talk.contains(#/tenants\.yaml:\d+:\d+/#), "\(wrong.what), \(command[0]): \(outcome.talk)")
                    #expect(outcome.output == "")
                }
            }
            #expect(!FileManager.default.fileExists(atPath: installation.data), "a wrong file changes nothing")
        }

        @Test("A configuration that is not there is named, and ends with 65")
        func missing() async throws {
            for command in [["check"], ["serve"], ["apply"], ["plugins", "list"]] {
                let outcome = try await Product.run(command + ["--config", "/nowhere/tenants.yaml"])
                #expect(
                    outcome.exitCode == 65 && outcome.talk.contains("/nowhere/tenants.yaml"),
                    "\(command): \(outcome.exitCode) \(outcome.talk)")
            }
        }

        @Test("A wrong address, database URL, Redis URL or plugin name is told before anything starts")
        func wrongOptions() async throws {
            let installation = try Installation()
            defer { installation.remove() }
            for wrong in ["5000", "127.0.0.1:99999", "127.0.0.1:http"] {
                let outcome = try await installation.run("serve", "--listen", wrong)
                #expect(outcome.exitCode == 65 && outcome.talk.contains(wrong) && outcome.talk.contains("expected"), "\(outcome.talk)")
            }
            let url = try await installation.run("serve", "--listen", "127.0.0.1:0", "--database", "mysql://x")
            #expect(url.exitCode == 65 && url.talk.contains("DATABASE_URL"), "\(url.talk)")
            let redis = try await Product.run(
                ["serve", "--listen", "127.0.0.1:0", "--config", installation.config, "--data", installation.data],
                environment: ["REDIS_URL": "redis://:sesame@cache:port"])
            #expect(redis.exitCode == 65 && redis.talk.contains("REDIS_URL is not of the form redis://"), "\(redis.talk)")
            #expect(!redis.talk.contains("sesame"))
            let plugin = try await installation.run("plugins", "enable", "nothing", "--tenant", "alpha")
            #expect(plugin.exitCode == 65 && plugin.talk.contains("'nothing'"), "\(plugin.talk)")
        }
    }
}
