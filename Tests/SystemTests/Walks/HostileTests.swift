import Foundation
import Testing

extension SystemTests {
    /// Ten tenants work while an eleventh has a plugin that wants to harm them, and a twelfth has the same plugin and means well.
    @Suite("A hostile plugin in a worker") struct HostileTests {
        private static let crash = "502 plugin_crashed"
        private static let deadline = "504 timed_out"
        /// What each deed may come back as: the worker died of it, it never answered, or the host saw through it.
        private static let deeds: [(name: String, ends: Set<String>)] = [
            ("escape", ["200"]), ("twice", ["200"]), ("forge", ["200"]), ("flood", ["200"]), ("malformed", ["502 plugin_failed"]),
            ("segfault", [crash]), ("trap", [crash]), ("abort", [crash]), ("stack", [crash]), ("exit", [crash]),
            ("exit-at-once", [crash]), ("overwrite", [crash]), ("overrun", ["200", crash]), ("memory", [crash]),
            ("giant", ["502 plugin_failed"]), ("frames", ["200", crash]), ("spin-everywhere", [crash, deadline]),
            ("scratch", ["200", crash]),
            // These two go on while the third hangs.
            ("chatter", ["200"]), ("spin", ["200"]), ("loop", [crash, deadline]),
            ("descriptors", ["200", crash]), ("threads", ["200", crash]), ("database-gather", ["429 over_quota", deadline]),
            ("database", ["200"]),
        ]
        /// What a deed that is answered got hold of, which must be something: else nothing was tried.
        private static let gains = ["descriptors": "made", "threads": "made", "database": "taken"]
        /// More than a plugin may have under way.
        private static let unending = 400
        private static let clients = (0..<10).map { "client-\($0)" }

        @Test("It tries everything: no request of any other tenant fails, and its own tenant is served again after each deed")
        func hostility() async throws {
            let installation = try Installation()
            let villain = try await Villain.build(in: installation.folder)
            try Self.configuration(hosting: installation.folder + "/Hosting.plugin", villain: villain).write(
                toFile: installation.config, atomically: true, encoding: .utf8)
            let host = try installation.start()
            do {
                try await host.ready()
                try await walk(host, installation, villain: villain)
            } catch {
                await host.stop()
                throw TestFailure("\(error)\n\(host.tail)")
            }
            #expect(await host.stop() == 0)
            installation.remove()
        }

        private func walk(_ host: RunningHost, _ installation: Installation, villain: String) async throws {
            let chief = try await host.login("operator")
            let mallory = try await host.login("mallory")
            var others: [Client] = []
            for name in Self.clients { others.append(try await host.login(name)) }
            for (name, member) in zip(Self.clients, others).suffix(5) { try await Self.ownMiner(name, member) }
            let loads = [
                Load.start(
                    Array(others.prefix(5)), path: "/api/v1/greeter/greeting/neighbour",
                    expecting: Self.clients.prefix(5).map(DemoTenants.greeting)),
                try await Load.startOnMiners(Array(others.suffix(5))),
                Load.start([try await host.login("neighbour")], path: "/api/v1/villain/well", expecting: [#""well":true"#]),
                // By the same plugin's connections to the database.
                Load.start([try await host.login("neighbour")], path: "/api/v1/villain/look", expecting: [#"{"answered":true}"#]),
            ]
            // Their end is the deadline's: they run beside the others, one where workers die, many in a worker of their own.
            async let neverAnswered = mallory.get("/api/v1/villain/never")
            let swarm = try await host.login("swarm")
            let unending = try HeldRequests(swarm, path: "/api/v1/villain/never", count: Self.unending)
            var troubles: [String] = []
            for deed in Self.deeds {
                let before = loads.map(\.outcome.answered)
                let answer = try await mallory.get("/api/v1/villain/\(deed.name)")
                expectEnd(answer, deed.ends, deed.name)
                if answer.status == 429 { #expect(answer.json["quota"]["name"].text == "statement_memory_bytes", "\(answer.text)") }
                if answer.status == 200, let gain = Self.gains[deed.name] {
                    #expect(answer.json[gain].integer ?? 0 > 0, "\(deed.name): \(answer.text)")
                }
                if ["chatter", "spin"].contains(deed.name) {
                    #expect(answer.json["failure"].integer == 0, "it has its thread: \(answer.text)")
                }
                // Nil where it cannot find its folder, since the kernel gives it no root of its own.
                if deed.name == "scratch" { #expect(answer.json["files"].integer != 0, "it has filled its folder: \(answer.text)") }
                if deed.name == "escape" {
                    #expect(!answer.text.contains("ALLOWED"), "\(answer.text)")
                    #expect(answer.text.contains("refused"))
                }
                troubles += try await servedAgain(mallory, "mallory", chief, after: deed.name)
                try await eventually("all others go on after \(deed.name)", patience: .seconds(60)) {
                    zip(loads, before).allSatisfy { $0.outcome.answered > $1 } ? true : nil
                }
            }
            let never = try await neverAnswered
            expectEnd(never, [Self.crash, Self.deadline], "never")
            let ends = await unending.statuses()
            #expect(Set(ends.keys).isSubset(of: [429, 502, 503, 504]) && ends.values.reduce(0, +) == Self.unending, "\(ends)")
            _ = try await servedAgain(swarm, "swarm", chief, after: "calls that never end")
            for load in loads {
                let outcome = await load.stop()
                print("requests of others meanwhile: \(outcome.answered), failed: \(outcome.failures.count), longest: \(outcome.longest)")
                #expect(outcome.failures.prefix(5) == [])
                #expect(outcome.answered > 100)
                #expect(outcome.longest < Load.standstill, "nobody waits for a deed of another")
            }
            try await parked(troubles, installation)
            let library = villain + "/libVillain.so"
            let crashed = try await Self.functions(host.log, after: "crash: signal 11 at 0x8 in call", library)
            #expect(crashed.first == "start", "the backtrace names what crashed")
            let hung = try await Self.functions(host.log, after: "place: what the plugin is at", library)
            #expect(hung.contains("spin_for_ever"), "and what did not come to its end, however much is written beside it: \(hung)")
            #expect(try await host.client.get("/health/ready").status == 200)
        }

        /// The functions of a backtrace in the library, by its own symbols, from the innermost on.
        ///
        /// - Parameter mark: What the line before it says; the last such one counts.
        /// - Returns: Empty if the log has none.
        private static func functions(_ log: String, after mark: String, _ library: String) async throws -> [String] {
            let lines = log.split(separator: "\n")
            guard let begin = lines.lastIndex(where: { $0.contains(mark) }) else { return [] }
            let addresses = lines[begin...].prefix(100).compactMap { line in
                line.range(of: "libVillain.so(+").map { String(line[$0.upperBound...].prefix { $0 != ")" }) }
            }
            guard !addresses.isEmpty else { return [] }
            let tool = try await Product.run(
                "/usr/bin/env", ["addr2line", "-f", "-e", library] + addresses, environment: ["PATH": "/usr/bin:/bin"])
            // Of each address a line for the function and one for the place in its source.
            return tool.output.split(separator: "\n").enumerated().filter { $0.offset.isMultiple(of: 2) }.map { String($0.element) }
        }

        /// The operator was told of each parking by what led to it, and the audit keeps it.
        private func parked(_ troubles: [String], _ installation: Installation) async throws {
            #expect(!troubles.isEmpty, "five crashes in a row park the instance")
            for trouble in troubles { #expect(trouble.contains("the last: "), "the operator is told why: \(trouble)") }
            // Later ones may be of a deed that leaves none, such as garbage in the worker's name.
            #expect(troubles.first?.contains("libVillain.so(") == true, "and where, by the backtrace: \(troubles)")
            let audited = "SELECT actor, after->>'reason' FROM app.audit WHERE action = 'plugin.park' AND subject = 'mallory/villain'"
            let rows = try await eventually("it is audited") {
                let rows = try await installation.query(audited)
                return rows.count >= troubles.count ? rows : nil
            }
            #expect(rows.allSatisfy { $0[0] == "host" }, "\(rows)")
            for row in rows { #expect(troubles.contains { $0.contains("the last: \(row[1])") }, "\(row[1]): \(troubles)") }
        }

        /// A failed call is answered with a problem that a program can tell from others.
        private func expectEnd(_ answer: Answer, _ ends: Set<String>, _ deed: String) {
            guard answer.status != 200 else {
                #expect(ends.contains("200"), "\(deed): \(answer.text)")
                return
            }
            #expect(ends.contains("\(answer.status) \(answer.json["code"].text)"), "\(deed): \(answer.status) \(answer.text)")
            #expect(answer.headers["content-type"]?.hasPrefix("application/problem+json") == true, "\(deed): \(answer.headers)")
            #expect(answer.json["status"].integer == answer.status && !answer.json["detail"].text.isEmpty, "\(deed): \(answer.text)")
        }

        /// Waits until the hostile plugin's own tenant is answered; the operator lets it go on when it was parked.
        /// - Returns: What the operator was told, each time that it was parked.
        private func servedAgain(_ member: Client, _ tenant: String, _ chief: Client, after deed: String) async throws -> [String] {
            var troubles: [String] = []
            try await eventually("\(tenant) is served after \(deed)", patience: .seconds(120)) {
                let answer = try await member.get("/api/v1/villain/well")
                if answer.status == 200 { return true }
                let shown = try await chief.get("/api/v1/tenants/\(tenant)/plugins/villain")
                if shown.text.contains("parked") {
                    troubles.append(shown.json["trouble"].text)
                    _ = try await chief.delete("/api/v1/tenants/\(tenant)/plugins/villain")
                    _ = try await chief.put("/api/v1/tenants/\(tenant)/plugins/villain")
                }
                return nil
            }
            return troubles
        }

        /// A machine by which its tenant's list is told from any other's. It is not asked: it lies in no network of the tenant's.
        private static func ownMiner(_ name: String, _ member: Client) async throws {
            let made = try await member.post(
                "/api/v1/hosting/miners",
                [
                    "client": .text(name), "serial_number": .text("OF-\(name)"), "model": "Antminer S21 (200 TH)", "address": "10.1.2.3",
                    "status": "offline",
                ])
            guard made.status == 201 else { throw TestFailure("no miner for \(name): \(made.status) \(made.text)") }
        }

        private static func configuration(hosting: String, villain: String) -> String {
            func tenant(_ id: String, _ plugins: String) -> String {
                "  - {id: \(id), kind: client, parent: north, members: [{email: \(id)@demo.test, role: owner}], plugins: {\(plugins)}}\n"
            }
            let head = """
                version: 1
                development: true
                plugins:
                  - {id: hosting, path: \(hosting)}
                  - {id: greeter, path: \(Product.bundle("Greeter"))}
                  - {id: villain, path: \(villain), isolation: worker}
                tenants:
                  - {id: operator, kind: operator, members: [{email: operator@demo.test, role: owner}]}
                  - {id: north, kind: provider, members: [{email: north@demo.test, role: owner}]}

                """
            let working = clients.map {
                tenant($0, "hosting: {}, greeter: {settings: {greeting: \(DemoTenants.greeting(of: $0))}}")
            }.joined()
            return head + working + ["mallory", "swarm", "neighbour"].map { tenant($0, "villain: {}") }.joined()
        }
    }
}
