import Foundation
import Testing

extension SystemTests.OneHouse {
    @Suite("The command line and the examples") struct CommandLineTests {
        /// Those that read others' tables, and these others' own.
        private static let read = [
            "Analytics": ["Hosting"], "Calculator": ["Hosting", "Analytics"], "CRM": ["Hosting", "Analytics"],
            "Blockchain": ["Hosting", "Analytics", "CRM"],
        ]

        @Test("Every listing command answers for people and as one JSON document")
        func listings() async throws {
            let installation = try World.current.installation
            let commands: [(arguments: [String], contains: String)] = [
                (["check"], "8 tenants"), (["tenants"], "alpha"), (["members"], "beta@demo.test"), (["plugins", "list"], "hosting"),
                (["jobs"], "hosting.collect"), (["jobs", "schedules"], "hosting.collect"), (["doctor"], "PostgreSQL"),
                (["doctor"], "the database's keeping: "),
                (["migrate"], "up to date"),
            ]
            for command in commands {
                let talk = try await run(installation, command.arguments)
                #expect(
                    talk.exitCode == 0 && talk.output.contains(command.contains),
                    "\(command.arguments): \(talk.talk) \(talk.output.prefix(300))")
                let machine = try await run(installation, command.arguments + ["--json"])
                #expect(
                    machine.exitCode == 0 && JSON(parsing: Data(machine.output.utf8)) != .null,
                    "\(command.arguments): \(machine.output.prefix(300))")
            }
            let tenants = JSON(parsing: Data(try await run(installation, ["tenants", "--json"]).output.utf8)).items
            #expect(Set(tenants.map(\.["id"].text)) == ["operator", "north", "alpha", "beta", "south", "gamma", "delta", "epsilon"])
            #expect(tenants.first { $0["id"].text == "alpha" }?["parent"].text == "north")
        }

        /// The bundles that a folder's manifests are of, by their libraries: `libHosting.so` is in `Hosting`.
        private static func bundles(in folder: String) throws -> Set<String> {
            var names: Set<String> = []
            for source in try FileManager.default.contentsOfDirectory(atPath: "\(Product.root)/\(folder)") {
                guard let manifest = try? String(contentsOfFile: "\(Product.root)/\(folder)/\(source)/plugin.yaml", encoding: .utf8) else {
                    continue
                }
                let library = try #require(manifest.firstMatch(of: #/^library: lib(\w+)\.so$/#.anchorsMatchLineEndings()), "\(source)")
                names.insert(String(library.1))
            }
            return names
        }

        @Test("plugins check says what a bundle reads and writes, and refuses half a one")
        func bundles() async throws {
            let pairs = [["Hosting", "Greeter"], ["Analytics", "Counter"], ["Calculator", "CRM"], ["Blockchain"]]
            let all = try Self.bundles(in: "Plugins").union(Self.bundles(in: "Examples"))
            #expect(Set(pairs.joined()) == all, "every plugin and example is checked")
            // Two at a time: a check mostly waits for one child after the other.
            for names in pairs {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for name in names { group.addTask { try await conforms(name) } }
                    try await group.waitForAll()
                }
            }
            let nothing = try await Product.run(["plugins", "check", "/nowhere/No.plugin"])
            #expect(nothing.exitCode == 65 && (nothing.output + nothing.talk).contains("/nowhere/No.plugin"))
        }

        private func conforms(_ name: String, beside plugins: [String]? = nil) async throws {
            let beside = (plugins ?? Self.read[name] ?? []).flatMap { ["--with", Product.bundle($0)] }
            // One seed, so that what fails here is of a change and not of a draw.
            let check = try await Product.run(
                ["plugins", "check", "--seed", "20260101"] + beside + [Product.bundle(name), "--json"], patience: .seconds(900))
            let report = JSON(parsing: Data(check.output.utf8))
            let cases = report["conformance"]["cases"].items
            let failures = cases.filter { $0["verdict"].text == "fail" }.map {
                "\($0["name"].text): \($0["seen"].text)"
            }
            #expect(check.exitCode == 0 && report["accepted"].truth == true, "\(name): \(check.talk) \(failures)")
            #expect(!report["routes"].items.isEmpty)
            for isolation in ["host", "worker"] {
                #expect(cases.count { $0["isolation"].text == isolation && $0["verdict"].text == "pass" } > 15, "\(name): \(isolation)")
            }
            // What is not tried has its reason in the manifest; a missing database would be another.
            let reasons = report["conformance"]["skipped"].items.map(\.["reason"].text)
            #expect(reasons.allSatisfy { $0.hasPrefix("the manifest ") }, "\(name): \(reasons)")
        }

        @Test("The trials that a plugin ships with pass, on a host and database of their own")
        func trials() async throws {
            let pairs = [["Hosting", "CRM"], ["Analytics", "Calculator"], ["Blockchain"]]
            #expect(try Set(pairs.joined()) == Self.bundles(in: "Plugins"), "the trials of every plugin are run")
            // Two at a time: a trial mostly waits for one answer after the other.
            for names in pairs {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for name in names { group.addTask { try await passes(name) } }
                    try await group.waitForAll()
                }
            }
        }

        @Test("CRM conforms and bills on a host without Analytics, which it can do without")
        func withoutAnalytics() async throws {
            try await conforms("CRM", beside: ["Hosting"])
            try await passes("CRM", beside: ["Hosting"], folder: "tests/without_analytics", fewest: 1)
        }

        private func passes(_ name: String, beside plugins: [String]? = nil, folder: String = "tests", fewest: Int = 2) async throws {
            let beside = (plugins ?? Self.read[name] ?? []).flatMap { ["--with", Product.bundle($0)] }
            let folder = Product.root + "/Plugins/\(name)/\(folder)"
            let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".yaml") }.sorted()
            #expect(files.count >= fewest)
            let outcome = try await Product.run(
                ["plugins", "test"] + beside + [Product.bundle(name)] + files.map { "\(folder)/\($0)" },
                patience: .seconds(120 * files.count))
            // Of hundreds of steps those that failed, each with its reason, which stands among the rest of what it said.
            let failed = outcome.output.split(separator: "\n").filter { $0.hasPrefix("FAILED") }.joined(separator: "\n")
            let reasons = outcome.talk.split(separator: "\n").filter { $0.contains(".yaml:") }.map { $0.prefix(600) }
            #expect(outcome.exitCode == 0, "\(name): \(failed)\n\(reasons.joined(separator: "\n"))\n\(outcome.talk.suffix(1_000))")
            // Being listed is consent, so no instance ever waits for it.
            #expect(!outcome.talk.contains("waits_for_consent"), "\(name): \(outcome.talk.prefix(1_000))")
        }

        @Test("A dry run says what would change and changes nothing; apply does it, and running hosts follow")
        func applying() async throws {
            let world = try World.current
            let chief = try await world.host.login("operator")
            let good = try String(contentsOfFile: world.installation.config, encoding: .utf8)
            let changed = world.installation.folder + "/changed.yaml"
            try good.replacingOccurrences(of: "{email: epsilon@demo.test, role: owner}", with: "{email: epsilon@demo.test, role: guest}")
                .write(
                    toFile: changed, atomically: true, encoding: .utf8)
            func role() async throws -> String {
                let output = try await run(world.installation, ["members", "--json"]).output
                return JSON(parsing: Data(output.utf8)).items.first { $0["email"].text == "epsilon@demo.test" }?["role"].text ?? ""
            }
            let dry = try await world.installation.run("apply", "--dry-run", config: changed)
            #expect(dry.exitCode == 0 && dry.output.contains("epsilon@demo.test"), "\(dry.output) \(dry.talk)")
            #expect(try await role() == "owner")
            let applied = try await world.installation.run("apply", config: changed)
            #expect(applied.exitCode == 0 && applied.output.contains("epsilon@demo.test"), "\(applied.output) \(applied.talk)")
            #expect(try await role() == "guest")
            let epsilon = try await world.host.login("epsilon")
            try await eventually("the running host knows the new role") {
                try await epsilon.post("/api/v1/hosting/miners", [:]).status == 403 ? true : nil
            }
            let back = try await world.installation.run("apply")
            #expect(back.exitCode == 0, "\(back.talk)")
            #expect(try await role() == "owner")
            let again = try await world.installation.run("apply")
            #expect(again.exitCode == 0 && again.output == "", "applied twice, the second changes nothing: \(again.output)")
            #expect(try await chief.get("/api/v1/tenants").status == 200)
        }

        @Test("A member who is disabled is signed out of a running host, and back in once enabled")
        func disabling() async throws {
            let world = try World.current
            let guest = try await world.host.login("alpha-guest")
            #expect(try await guest.get("/api/v1/plugins").status == 200)
            let off = try await world.installation.run("members", "disable", "alpha-guest@demo.test", "--json")
            #expect(off.exitCode == 0 && JSON(parsing: Data(off.output.utf8))["enabled"].truth == false, "\(off.talk)")
            try await eventually("the running host has ended the session") {
                try await guest.get("/api/v1/plugins").status == 401 ? true : nil
            }
            let on = try await world.installation.run("members", "enable", "alpha-guest@demo.test")
            #expect(on.exitCode == 0 && on.output.contains("enabled"), "\(on.talk)")
            #expect(try await world.host.login("alpha-guest").get("/api/v1/plugins").status == 200)
            let nobody = try await world.installation.run("members", "disable", "nobody@demo.test")
            #expect(nobody.exitCode == 65 && nobody.talk.contains("nobody@demo.test"))
        }

        @Test("plugins disable says first what it means, and asks nobody where nobody sits at a terminal")
        func switching() async throws {
            let installation = try World.current.installation
            let off = try await installation.run("plugins", "disable", "greeter", "--tenant", "epsilon", "--json")
            let report = JSON(parsing: Data(off.output.utf8))
            #expect(off.exitCode == 0 && report["changed"].truth == true && report["enabled"].truth == false, "\(off.output) \(off.talk)")
            #expect(report["impact"].items.first?.text.contains("404") == true, "\(off.output)")
            let again = try await installation.run("plugins", "disable", "greeter", "--tenant", "epsilon")
            #expect(again.exitCode == 0 && again.output.contains("as before") && !again.talk.contains("404"), "\(again.talk)")
            let on = try await installation.run("plugins", "enable", "greeter", "--tenant", "epsilon")
            #expect(on.exitCode == 0)
            let told = try await installation.run("plugins", "disable", "greeter", "--tenant", "epsilon", "--yes")
            #expect(told.exitCode == 0 && told.talk.contains("404") && !told.output.contains("404"), "\(told.talk)")
            let back = try await installation.run("plugins", "enable", "greeter", "--tenant", "epsilon")
            #expect(back.exitCode == 0)
        }

        @Test("The plugin in C and the one in Rust answer through the host, each tenant its own data")
        func examples() async throws {
            let host = try World.current.host
            let alpha = try await host.login("alpha")
            let beta = try await host.login("beta")
            let greeting = try await alpha.get("/api/v1/greeter/greeting/Ada%20%22L%22")
            #expect(
                greeting.status == 200 && greeting.json["greeting"].text == "Hello" && greeting.json["name"].text == "Ada \"L\"",
                "\(greeting.text)")
            #expect(try await alpha.get("/api/v1/greeter/visitors").json["items"] == .list([]))
            let visitors = try await alpha.page("/greeter/visitors", language: "en")
            #expect(visitors.status == 200 && visitors.text.contains("Nobody was here yet."))

            for _ in 0..<3 {
                let counted = try await alpha.post("/api/v1/counter/counters/blocks", [:])
                #expect((200...201).contains(counted.status), "\(counted.status) \(counted.text)")
            }
            let alphas = try await alpha.get("/api/v1/counter/counters")
            #expect(alphas.text.contains("blocks") && alphas.text.contains("3"), "\(alphas.text)")
            #expect(try await !beta.get("/api/v1/counter/counters").text.contains("blocks"))
            #expect(try await alpha.page("/counter/counters").text.contains("blocks"))
            #expect(try await host.login("alpha-guest").post("/api/v1/counter/counters/blocks", [:]).status == 403)
        }

        private func run(_ installation: Installation, _ arguments: [String]) async throws -> Product.Outcome {
            try await Product.run(arguments + ["--config", installation.config, "--data", installation.data])
        }
    }
}
