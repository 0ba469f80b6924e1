import Foundation
import Testing

extension SystemTests {
    /// The hostile plugin where no request asks it for a deed: while instances are made and ended, in jobs and when a call is cancelled; in
    /// workers of a tenant each, and in one that all its tenants share.
    @Suite("A hostile plugin outside its requests") struct HostileElsewhereTests {
        private static let places = ["create", "destroy", "job", "cancel"]
        private static let villains = places.flatMap { ["\($0)-crash", "\($0)-loop"] }
        private static let clients = (0..<4).map { "client-\($0)" }

        @Test(
            "It crashes and loops in create, destroy, jobs and cancel: no request of anybody else fails",
            arguments: ["tenant", "plugin"])
        func mischief(workers: String) async throws {
            let installation = try Installation()
            let villain = try await Villain.build(in: installation.folder)
            try Self.configuration(villain: villain, workers: workers).write(
                toFile: installation.config, atomically: true, encoding: .utf8)
            let host = try installation.start()
            do {
                try await host.ready()
                try await walk(host, isShared: workers == "plugin")
            } catch {
                await host.stop()
                let told = host.log.split(separator: "\n").filter { $0.contains("\"plugin\":\"villain\"") }.suffix(40)
                throw TestFailure("\(error)\n\(told.joined(separator: "\n"))")
            }
            #expect(await host.stop() == 0)
            installation.remove()
        }

        private func walk(_ host: RunningHost, isShared: Bool) async throws {
            let chief = try await host.login("operator")
            var others: [Client] = []
            for name in Self.clients { others.append(try await host.login(name)) }
            let elsewhere = Load.start(others, path: "/api/v1/greeter/greeting/neighbour")
            let neighbour = try await host.login("neighbour")
            let beside = Load.start([neighbour], path: "/api/v1/villain/well")
            // A cancel comes with the deadline of a call that never ends: they run beside the others.
            async let cancels: Void = withThrowingTaskGroup(of: Void.self) { group in
                for kind in ["cancel-crash", "cancel-loop"] { group.addTask { try await cancel(host, chief, kind) } }
                try await group.waitForAll()
            }
            for kind in ["create-crash", "create-loop"] {
                _ = try await chief.put("/api/v1/tenants/\(kind)/plugins/villain")
                try await eventually("the operator is told of \(kind)", patience: .seconds(120)) {
                    let shown = try await chief.get("/api/v1/tenants/\(kind)/plugins/villain")
                    return shown.json["trouble"].text.isEmpty ? nil : true
                }
                _ = try await chief.delete("/api/v1/tenants/\(kind)/plugins/villain")
            }
            for kind in ["job-crash", "job-loop"] {
                _ = try await chief.put("/api/v1/tenants/\(kind)/plugins/villain")
                let member = try await host.login(kind)
                try await eventually("a run of \(kind) has failed", patience: .seconds(120)) {
                    try await member.get("/api/v1/jobs").text.contains("\"failed\"") ? true : nil
                }
                _ = try await chief.delete("/api/v1/tenants/\(kind)/plugins/villain")
            }
            for kind in ["destroy-crash", "destroy-loop"] {
                _ = try await chief.put("/api/v1/tenants/\(kind)/plugins/villain")
                let member = try await host.login(kind)
                try await served(member, kind)
                _ = try await chief.delete("/api/v1/tenants/\(kind)/plugins/villain")
            }
            try await cancels
            for load in [elsewhere, beside] {
                let outcome = await load.stop()
                print("requests of others meanwhile: \(outcome.answered), failed: \(outcome.failures.count)")
                #expect(outcome.answered > 100)
                if !isShared || load === elsewhere { #expect(outcome.longest < Load.standstill, "nobody waits for a deed of another") }
                // Also who shares the worker: what was under way there has changed nothing, and is begun once more in the next.
                #expect(outcome.failures.prefix(5) == [])
            }
            try await served(neighbour, "neighbour")
            if isShared { try await goOn(host, chief, neighbour) }
            #expect(try await host.client.get("/health/ready").status == 200)
        }

        /// Whoever has killed the shared worker has one of its own: what it does further touches nobody, up to being parked.
        private func goOn(_ host: RunningHost, _ chief: Client, _ neighbour: Client) async throws {
            _ = try await chief.put("/api/v1/tenants/mallory/plugins/villain")
            let mallory = try await host.login("mallory")
            try await served(mallory, "mallory")
            #expect(try await mallory.get("/api/v1/villain/segfault").status == 502)
            try await served(neighbour, "neighbour")
            let beside = Load.start([neighbour], path: "/api/v1/villain/well")
            try await eventually("mallory is parked", patience: .seconds(120)) {
                _ = try await mallory.get("/api/v1/villain/segfault")
                return try await chief.get("/api/v1/tenants/mallory/plugins/villain").text.contains("parked") ? true : nil
            }
            let outcome = await beside.stop()
            print("requests of those who shared the worker: \(outcome.answered), failed: \(outcome.failures.count)")
            #expect(outcome.failures.prefix(5) == [])
            #expect(outcome.answered > 100)
        }

        private func cancel(_ host: RunningHost, _ chief: Client, _ kind: String) async throws {
            _ = try await chief.put("/api/v1/tenants/\(kind)/plugins/villain")
            let member = try await host.login(kind)
            try await served(member, kind)
            let answer = try await member.get("/api/v1/villain/never")
            #expect([502, 504].contains(answer.status), "\(kind): \(answer.status) \(answer.text)")
            try await served(member, kind)
        }

        private func served(_ member: Client, _ name: String) async throws {
            try await eventually("\(name) is served", patience: .seconds(120)) {
                try await member.get("/api/v1/villain/well").status == 200 ? true : nil
            }
        }

        private static func configuration(villain: String, workers: String) -> String {
            func tenant(_ id: String, _ plugins: String) -> String {
                "  - {id: \(id), kind: client, parent: north, members: [{email: \(id)@demo.test, role: owner}], plugins: {\(plugins)}}\n"
            }
            let head = """
                version: 1
                development: true
                plugins:
                  - {id: greeter, path: \(Product.bundle("Greeter"))}
                  - {id: villain, path: \(villain), isolation: worker, workers: \(workers)}
                tenants:
                  - {id: operator, kind: operator, members: [{email: operator@demo.test, role: owner}]}
                  - {id: north, kind: provider, members: [{email: north@demo.test, role: owner}]}

                """
            let working = clients.map { tenant($0, "greeter: {}") }.joined()
            let hostile = villains.map { tenant($0, "villain: {enabled: false, settings: {mischief: \($0)}}") }.joined()
            return head + working + hostile + tenant("neighbour", "villain: {}") + tenant("mallory", "villain: {enabled: false}")
        }
    }
}
