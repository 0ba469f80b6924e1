import Foundation
import Testing

extension SystemTests {
    /// Ten tenants work while an eleventh has a plugin that wants to harm them, and a twelfth has the same plugin and means well.
    @Suite("A hostile plugin in a worker") struct HostileTests {
        /// What each deed may come back as. 502: the worker died of it; 504: it never answered.
        private static let deeds: [(name: String, statuses: Set<Int>)] = [
            ("escape", [200]), ("twice", [200]), ("forge", [200]), ("flood", [200]), ("malformed", [500, 502]), ("segfault", [502]),
            ("trap", [502]), ("abort", [502]), ("stack", [502]), ("exit", [502]), ("exit-at-once", [502]), ("overwrite", [502]),
            ("memory", [502]), ("giant", [500, 502]), ("frames", [200, 502]), ("spin-everywhere", [502, 504]), ("scratch", [200, 502]),
            // These two go on while the third hangs.
            ("chatter", [200]), ("spin", [200]), ("loop", [502, 504]),
            ("descriptors", [200, 502]), ("threads", [200, 502]), ("database-gather", [429, 504]), ("database", [200]),
        ]
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
                try await walk(host, villain: villain)
            } catch {
                await host.stop()
                throw TestFailure("\(error)\n\(host.tail)")
            }
            #expect(await host.stop() == 0)
            installation.remove()
        }

        private func walk(_ host: RunningHost, villain: String) async throws {
            let chief = try await host.login("operator")
            let mallory = try await host.login("mallory")
            var others: [Client] = []
            for name in Self.clients { others.append(try await host.login(name)) }
            let loads = [
                Load.start(Array(others.prefix(5)), path: "/api/v1/greeter/greeting/neighbour"),
                Load.start(Array(others.suffix(5)), path: "/api/v1/hosting/miners"),
                Load.start([try await host.login("neighbour")], path: "/api/v1/villain/well"),
                // By the same plugin's connections to the database.
                Load.start([try await host.login("neighbour")], path: "/api/v1/villain/look"),
            ]
            // Their end is the deadline's: they run beside the others, one where workers die, many in a worker of their own.
            async let neverAnswered = mallory.get("/api/v1/villain/never")
            let swarm = try await host.login("swarm")
            let unending = try HeldRequests(swarm, path: "/api/v1/villain/never", count: Self.unending)
            var parkings = 0
            for deed in Self.deeds {
                let answer = try await mallory.get("/api/v1/villain/\(deed.name)")
                #expect(deed.statuses.contains(answer.status), "\(deed.name): \(answer.status) \(answer.text)")
                if answer.status >= 500 { expectProblem(answer, isCrash: deed.statuses == [502], deed.name) }
                if answer.status == 429 { #expect(answer.json["quota"]["name"].text == "statement_memory_bytes", "\(answer.text)") }
                if ["chatter", "spin"].contains(deed.name) {
                    #expect(answer.json["failure"].integer == 0, "it has its thread: \(answer.text)")
                }
                // Nil where it cannot find its folder, since the kernel gives it no root of its own.
                if deed.name == "scratch" { #expect(answer.json["files"].integer != 0, "it has filled its folder: \(answer.text)") }
                if deed.name == "escape" {
                    #expect(!answer.text.contains("ALLOWED"), "\(answer.text)")
                    #expect(answer.text.contains("refused"))
                }
                parkings += try await servedAgain(mallory, "mallory", chief, after: deed.name)
            }
            let never = try await neverAnswered
            #expect([502, 504].contains(never.status), "\(never.status) \(never.text)")
            expectProblem(never, isCrash: false, "never")
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
            #expect(parkings > 0, "ten crashes in a row park the instance")
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

        /// A failed call is answered with a problem that a program can tell from others.
        private func expectProblem(_ answer: Answer, isCrash: Bool, _ deed: String) {
            let codes: [Int: Set<String>] = [502: isCrash ? ["plugin_crashed"] : ["plugin_crashed", "plugin_failed"], 504: ["timed_out"]]
            #expect(answer.headers["content-type"]?.hasPrefix("application/problem+json") == true, "\(deed): \(answer.headers)")
            #expect(answer.json["status"].integer == answer.status && !answer.json["detail"].text.isEmpty, "\(deed): \(answer.text)")
            if let expected = codes[answer.status] { #expect(expected.contains(answer.json["code"].text), "\(deed): \(answer.text)") }
        }

        /// Waits until the hostile plugin's own tenant is answered; the operator lets it go on when it was parked.
        /// - Returns: How often it was parked.
        private func servedAgain(_ member: Client, _ tenant: String, _ chief: Client, after deed: String) async throws -> Int {
            var parkings = 0
            try await eventually("\(tenant) is served after \(deed)", patience: .seconds(120)) {
                let answer = try await member.get("/api/v1/villain/well")
                if answer.status == 200 { return true }
                let shown = try await chief.get("/api/v1/tenants/\(tenant)/plugins/villain")
                if shown.text.contains("parked") {
                    parkings += 1
                    #expect(shown.json["trouble"].text.contains("the last: "), "the operator is told why: \(shown.text)")
                    _ = try await chief.delete("/api/v1/tenants/\(tenant)/plugins/villain")
                    _ = try await chief.put("/api/v1/tenants/\(tenant)/plugins/villain")
                }
                return nil
            }
            return parkings
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
            let working = clients.map { tenant($0, "hosting: {}, greeter: {}") }.joined()
            return head + working + ["mallory", "swarm", "neighbour"].map { tenant($0, "villain: {}") }.joined()
        }
    }
}
