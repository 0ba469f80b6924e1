import Foundation
import Testing

extension SystemTests {
    /// Ten tenants work while an eleventh has a plugin that wants to harm them, and a twelfth has the same plugin and means well.
    @Suite("A hostile plugin in a worker") struct HostileTests {
        /// What each deed may come back as. 502: the worker died of it; 504: it never answered.
        private static let deeds: [(name: String, statuses: Set<Int>)] = [
            ("escape", [200]), ("twice", [200]), ("forge", [200]), ("flood", [200]), ("malformed", [500, 502]), ("segfault", [502]),
            ("trap", [502]), ("abort", [502]), ("stack", [502]), ("exit", [502]), ("exit-at-once", [502]), ("overwrite", [502]),
            ("memory", [502]), ("giant", [500, 502]), ("frames", [200, 502]), ("descriptors", [200, 502]), ("threads", [200, 502]),
            ("spin", [200]), ("database-gather", [429, 504]), ("database", [200]), ("loop", [502, 504]),
        ]
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
            // Its end is the deadline's: it runs beside the others.
            async let neverAnswered = mallory.get("/api/v1/villain/never")
            var parkings = 0
            for deed in Self.deeds {
                let answer = try await mallory.get("/api/v1/villain/\(deed.name)")
                #expect(deed.statuses.contains(answer.status), "\(deed.name): \(answer.status) \(answer.text)")
                if answer.status >= 500 { expectProblem(answer, isCrash: deed.statuses == [502], deed.name) }
                if answer.status == 429 { #expect(answer.json["quota"]["name"].text == "statement_memory_bytes", "\(answer.text)") }
                if deed.name == "escape" {
                    #expect(!answer.text.contains("ALLOWED"), "\(answer.text)")
                    #expect(answer.text.contains("refused"))
                }
                parkings += try await servedAgain(mallory, chief, after: deed.name)
            }
            let never = try await neverAnswered
            #expect([502, 504].contains(never.status), "\(never.status) \(never.text)")
            expectProblem(never, isCrash: false, "never")
            for load in loads {
                let outcome = await load.stop()
                print("requests of others meanwhile: \(outcome.answered), failed: \(outcome.failures.count), longest: \(outcome.longest)")
                #expect(outcome.failures.prefix(5) == [])
                #expect(outcome.answered > 100)
                #expect(outcome.longest < Load.standstill, "nobody waits for a deed of another")
            }
            #expect(parkings > 0, "ten crashes in a row park the instance")
            let crashed = try await Self.crashedFunction(host.log, villain + "/libVillain.so")
            #expect(crashed == "start", "the backtrace names what crashed")
            #expect(try await host.client.get("/health/ready").status == 200)
        }

        /// The function that the first frame of the segmentation fault's backtrace lies in, by the library's own symbols. Nil if the log has no
        /// such frame.
        private static func crashedFunction(_ log: String, _ library: String) async throws -> String? {
            let lines = log.split(separator: "\n")
            guard let crash = lines.firstIndex(where: { $0.contains("crash: signal 11 at 0x8 in call") }) else { return nil }
            let frame = lines[crash...].prefix(100).first { $0.contains("libVillain.so(+0x") }
            guard let place = frame?.range(of: "libVillain.so(+"), let rest = frame?[place.upperBound...] else { return nil }
            let address = String(rest.prefix { $0 != ")" })
            let tool = try await Product.run(
                "/usr/bin/env", ["addr2line", "-f", "-e", library, address], environment: ["PATH": "/usr/bin:/bin"])
            return tool.output.split(separator: "\n").first.map(String.init)
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
        private func servedAgain(_ mallory: Client, _ chief: Client, after deed: String) async throws -> Int {
            var parkings = 0
            try await eventually("mallory is served after \(deed)", patience: .seconds(120)) {
                let answer = try await mallory.get("/api/v1/villain/well")
                if answer.status == 200 { return true }
                let shown = try await chief.get("/api/v1/tenants/mallory/plugins/villain")
                if shown.text.contains("parked") {
                    parkings += 1
                    #expect(shown.json["trouble"].text.contains("the last: "), "the operator is told why: \(shown.text)")
                    _ = try await chief.delete("/api/v1/tenants/mallory/plugins/villain")
                    _ = try await chief.put("/api/v1/tenants/mallory/plugins/villain")
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
            return head + working + tenant("mallory", "villain: {}") + tenant("neighbour", "villain: {}")
        }
    }
}
