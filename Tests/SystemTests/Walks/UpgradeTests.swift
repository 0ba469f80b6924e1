import Foundation
import Testing

extension SystemTests {
    /// Another version of a plugin comes into a running host.
    @Suite("A plugin is upgraded and brought back under load") struct UpgradeTests {
        /// The example in C with another version, and perhaps another migration.
        private func greeter(_ installation: Installation, version: String, migration: String? = nil) throws -> String {
            let path = try installation.greeter("Greeter-\(version)", version: version)
            if let migration { try migration.write(toFile: path + "/migrations/0002_note.sql", atomically: true, encoding: .utf8) }
            return path
        }

        /// The same with a greeting that always fails, compiled as its author would.
        private func faultyGreeter(_ installation: Installation, version: String) async throws -> String {
            let path = try greeter(installation, version: version)
            let source = Product.root + "/Examples/greeter-c/src"
            let text = try String(contentsOfFile: source + "/greeter.c", encoding: .utf8)
            let begin = "static void answer_greeting(instance *self, hi_id call, hi_bytes request) {\n"
            let spoiled = text.replacingOccurrences(
                of: begin,
                with: begin
                    + "    if (self) {\n        complete_with_error(self, call, HI_INTERNAL, \"Not today.\");\n        return;\n    }\n")
            try #require(spoiled != text)
            let file = installation.folder + "/greeter.c"
            try spoiled.write(toFile: file, atomically: true, encoding: .utf8)
            let built = try await Product.run(
                "/usr/bin/env",
                ["cc", "-std=c11", "-D_POSIX_C_SOURCE=200809L", "-O1", "-Wall", "-shared", "-fPIC", "-fvisibility=hidden"]
                    + ["-Wl,--version-script=\(Product.root)/Plugins/plugin.map", "-Wl,-z,nodelete"]
                    + ["-I", source, "-I", Product.root + "/Sources/PluginABI/include", "-o", path + "/libGreeter.so.new"]
                    + [file, source + "/message_read.c", source + "/message_write.c"],
                environment: ["PATH": "/usr/bin:/bin"])
            guard built.exitCode == 0 else { throw TestFailure("the faulty greeter does not compile: \(built.talk)") }
            try FileManager.default.removeItem(atPath: path + "/libGreeter.so")
            try FileManager.default.moveItem(atPath: path + "/libGreeter.so.new", toPath: path + "/libGreeter.so")
            return path
        }

        private func version(_ chief: Client, _ tenant: String) async throws -> String {
            try await chief.get("/api/v1/tenants/\(tenant)/plugins/greeter").json["version"].text
        }

        @Test("For some, for all, back again, and to the end: no request of anybody fails, a restart changes nothing, all is audited")
        func upgrade() async throws {
            let installation = try Installation()
            defer { installation.remove() }
            try installation.write(
                plugins: ["greeter": try greeter(installation, version: "1.0.0"), "hosting": installation.folder + "/Hosting.plugin"],
                tenants: DemoTenants.yaml(with: ["greeter"], greetsApart: true))
            try await installation.running { try await rollouts(installation, $0) }
            try await installation.running { host in
                let again = try await host.login("operator")
                #expect(try await version(again, "alpha") == "2.0.0", "the folder of the configuration still holds 1.0.0")
                let alpha = try await host.login("alpha")
                #expect(try await alpha.get("/api/v1/greeter/greeting/Ada").status == 200)
            }
        }

        @Test("A version that fails its tenant's requests goes back by itself: only that tenant notices, and it is told and audited why")
        func faulty() async throws {
            let installation = try Installation()
            defer { installation.remove() }
            try installation.write(
                plugins: ["greeter": try greeter(installation, version: "1.0.0"), "hosting": installation.folder + "/Hosting.plugin"],
                tenants: DemoTenants.yaml(with: ["greeter"], greetsApart: true))
            try await installation.running { try await goesBack(installation, $0) }
        }

        private func goesBack(_ installation: Installation, _ host: RunningHost) async throws {
            let path = "/api/v1/greeter/greeting/Ada"
            let chief = try await host.login("operator")
            let alpha = try await host.login("alpha")
            var others: [Client] = []
            let names = ["beta", "gamma", "delta"]
            for name in names { others.append(try await host.login(name)) }
            _ = try await installation.plugins("install", try await faultyGreeter(installation, version: "2.0.0"))
            #expect(try await alpha.get(path).status == 200)
            var failures = 0
            let outcome = try await Load.during(others, path: path, expecting: names.map(DemoTenants.greeting)) { _ in
                let some = try await installation.plugins("upgrade", "greeter", "--to", "2.0.0", "--tenants", "alpha")
                #expect(some["state"].text == "running")
                // It fails every request of alpha's: as many as it takes, and nobody asks for the way back.
                try await eventually("the faulty version has gone back") {
                    for _ in 0..<10 where try await alpha.get(path).status >= 500 { failures += 1 }
                    return try await version(chief, "alpha") == "1.0.0" ? true : nil
                }
            }
            #expect(outcome.failures == [] && outcome.answered > 100)
            #expect(try await alpha.get(path).status == 200)
            let listed = try await installation.plugins("list")
            let told = listed.items.first { $0["version"].text == "2.0.0" }?["upgrade"].text ?? ""
            // By twenty calls within the window, or, if it looks before there are so many, by fewer that are hardly so by chance.
            let reason = /[0-9]+ of [0-9]+ calls (and jobs )?failed/
            #expect(told.hasPrefix("rolled back") && told.contains(reason), "\(listed.encoded)")
            #expect(failures >= (told.contains("calls failed") ? 20 : 1), "\(told)")
            let audited = try await installation.query(
                "SELECT action, actor, after::text FROM app.audit WHERE action LIKE 'plugin.upgrade%' OR action = 'plugin.rollback' ORDER BY sequence"
            )
            #expect(audited.map { $0[0] } == ["plugin.upgrade.begin", "plugin.upgrade", "plugin.rollback"])
            let last = try #require(audited.last)
            #expect(last[1] != audited[0][1] && last[2].contains(reason), "by the host itself, with the reason: \(last)")
        }

        private func rollouts(_ installation: Installation, _ host: RunningHost) async throws {
            let chief = try await host.login("operator")
            var members: [Client] = []
            let names = ["alpha", "beta", "gamma", "delta"]
            for name in names { members.append(try await host.login(name)) }
            let newer = try greeter(installation, version: "2.0.0", migration: "ALTER TABLE visitors ADD COLUMN note text;")
            let installed = try await installation.plugins("install", newer)
            #expect(installed["serving"].truth == false)

            let plan = try await installation.plugins("upgrade", "greeter", "--to", "2.0.0", "--tenants", "alpha", "--dry-run")
            #expect(plan["tenants"].items.map(\.text) == ["alpha"])
            #expect(plan["migrations"].items.map { $0["name"].text } == ["0002_note"])
            let ran = "SELECT count(*) FROM app.plugin_migrations WHERE plugin = 'greeter'"
            #expect(try await installation.query(ran) == [["1"]], "a dry run changes nothing")

            let path = "/api/v1/greeter/greeting/Ada"
            let outcome = try await Load.during(members, path: path, expecting: names.map(DemoTenants.greeting)) { _ in
                let some = try await installation.plugins("upgrade", "greeter", "--to", "2.0.0", "--tenants", "alpha")
                #expect(some["state"].text == "running")
                #expect(try await version(chief, "alpha") == "2.0.0")
                #expect(try await version(chief, "beta") == "1.0.0")
                #expect(try await installation.query(ran) == [["2"]])
                _ = try await installation.plugins("upgrade", "greeter", "--to", "2.0.0")
                #expect(try await version(chief, "beta") == "2.0.0")
                #expect(try await version(chief, "north") == "2.0.0")
                let back = try await installation.plugins("rollback", "greeter", "--reason", "a trial")
                #expect(back["state"].text == "rolled back" && back["reason"].text == "a trial")
                for name in ["alpha", "beta", "north"] { #expect(try await version(chief, name) == "1.0.0") }
                _ = try await installation.plugins("upgrade", "greeter", "--to", "2.0.0", "--percent", "100")
                #expect(try await version(chief, "gamma") == "2.0.0")
                _ = try await installation.plugins("upgrade", "greeter", "--to", "2.0.0")
                try await eventually("every tenant has been brought over") {
                    let outcome = try await installation.run("plugins", "upgrade", "greeter", "--finish", "--json")
                    return outcome.exitCode == 0 ? true : nil
                }
            }
            print("requests meanwhile: \(outcome.answered), failed: \(outcome.failures.count)")
            #expect(outcome.failures == [])
            #expect(outcome.answered > 100)
            let listed = try await installation.plugins("list")
            #expect(listed.items.contains { $0["version"].text == "2.0.0" && $0["upgrade"].text.hasPrefix("done") }, "\(listed.encoded)")
            let actions = try await installation.query(
                "SELECT action FROM app.audit WHERE action LIKE 'plugin.upgrade%' OR action = 'plugin.rollback' ORDER BY sequence")
            #expect(
                actions.map { $0[0] } == [
                    "plugin.upgrade.begin", "plugin.upgrade", "plugin.upgrade", "plugin.rollback", "plugin.upgrade.begin", "plugin.upgrade",
                    "plugin.upgrade", "plugin.upgrade.finish",
                ])
        }
    }
}
