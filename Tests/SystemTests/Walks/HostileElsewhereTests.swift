import Foundation
import Glibc
import Testing

extension SystemTests {
    /// The hostile plugin where no request asks it for a deed: while instances are made and ended, in jobs and when a call is cancelled; in
    /// workers of a tenant each, and in one that all its tenants share.
    @Suite("A hostile plugin outside its requests") struct HostileElsewhereTests {
        private static let places = ["create", "destroy", "job", "cancel"]
        private static let deeds = places.flatMap { ["\($0)-crash", "\($0)-loop"] }
        private static let clients = (0..<4).map { "client-\($0)" }
        private static let well = "/api/v1/villain/well"
        private static let never = "/api/v1/villain/never"

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
            let elsewhere = try await Load.during(others, path: "/api/v1/greeter/greeting/neighbour") { _ in
                if isShared { try await together(host, chief) } else { try await apart(host, chief) }
            }
            expectUntouched(elsewhere, during: "all deeds")
            try await served(try await host.login("neighbour"), "neighbour")
            #expect(try await host.client.get("/health/ready").status == 200)
        }

        /// Each tenant in a worker of its own.
        private func apart(_ host: RunningHost, _ chief: Client) async throws {
            let beside = try await Load.during([try await host.login("neighbour")], path: Self.well) { _ in
                // A cancel comes with the deadline of a call that never ends: they run beside the others.
                async let cancels: Void = withThrowingTaskGroup(of: Void.self) { group in
                    for kind in ["cancel-crash", "cancel-loop"] { group.addTask { try await outwait(host, chief, kind) } }
                    try await group.waitForAll()
                }
                for kind in Self.deeds where !kind.hasPrefix("cancel") { try await doDeed(kind, host, chief) }
                try await cancels
            }
            expectUntouched(beside, during: "all deeds")
        }

        /// All in one worker, as long as none of them is suspected. Whoever was in it when it died is kept apart, so each deed has a
        /// neighbour who was not there before.
        private func together(_ host: RunningHost, _ chief: Client) async throws {
            for kind in Self.deeds + ["mallory"] {
                let neighbour = try await enabled("beside-\(kind)", host, chief)
                let shared = try await eventually("the worker of \(kind)'s neighbour is known") {
                    try await neighbour.get(Self.well).json["process"].integer.flatMap { KnownProcess(pid_t($0)) }
                }
                let outcome = try await Load.during([neighbour], path: Self.well) { load in
                    try await doDeed(kind, host, chief)
                    // Whoever did something before is in it no longer.
                    try await eventually("the worker that they share has died of \(kind)") { shared.isAlive ? nil : true }
                    let before = load.outcome.answered
                    try await eventually("its neighbour is served in the next one") { load.outcome.answered > before + 20 ? true : nil }
                }
                // What was under way there has changed nothing, and is begun once more in the next.
                expectUntouched(outcome, during: kind)
            }
            let repeats = try await host.client.get("/metrics").text.firstMatch(
                of: /hashinsight_plugin_call_repeats_total\{plugin="villain"\} ([0-9]+)/)
            #expect((repeats.flatMap { Int($0.1) } ?? 0) > 0)
        }

        private func expectUntouched(_ load: Load.Outcome, during deed: String, sourceLocation: SourceLocation = #_sourceLocation) {
            print("requests of others during \(deed): \(load.answered), failed: \(load.failures.count), longest: \(load.longest)")
            #expect(load.failures.prefix(5) == [], "\(deed)", sourceLocation: sourceLocation)
            #expect(load.answered > 20, "\(deed)", sourceLocation: sourceLocation)
            #expect(load.longest < Load.standstill, "nobody waits for \(deed)", sourceLocation: sourceLocation)
        }

        /// Has a tenant's plugin do what its settings say, and waits until that is seen.
        private func doDeed(_ kind: String, _ host: RunningHost, _ chief: Client) async throws {
            let plugin = "/api/v1/tenants/\(kind)/plugins/villain"
            switch kind.prefix(while: { $0 != "-" }) {
            case "create":
                _ = try await chief.put(plugin)
                try await eventually("the operator is told of \(kind)", patience: .seconds(120)) {
                    try await chief.get(plugin).json["trouble"].text.isEmpty ? nil : true
                }
            case "destroy": _ = try await enabled(kind, host, chief)
            case "job":
                _ = try await chief.put(plugin)
                let member = try await host.login(kind)
                try await eventually("a run of \(kind) has failed", patience: .seconds(120)) {
                    try await member.get("/api/v1/jobs").text.contains("\"failed\"") ? true : nil
                }
            case "cancel":
                let member = try await enabled(kind, host, chief)
                try await hangUp(member)
                return try await served(member, kind)
            default: return try await park(try await enabled(kind, host, chief), told: chief)
            }
            _ = try await chief.delete(plugin)
        }

        /// A call that its caller waits for to the end.
        private func outwait(_ host: RunningHost, _ chief: Client, _ kind: String) async throws {
            let member = try await enabled(kind, host, chief)
            let answer = try await member.get(Self.never)
            #expect([502, 504].contains(answer.status), "\(kind): \(answer.status) \(answer.text)")
            try await served(member, kind)
        }

        /// A call that its caller leaves alone.
        private func hangUp(_ member: Client) async throws {
            let connection = try Client.sendBlocking(member.request("GET", Self.never), port: member.port)
            defer { close(connection) }
            try await eventually("the call is under way") {
                (try await member.get(Self.well).json["unanswered"].integer ?? 0) > 0 ? true : nil
            }
        }

        /// Crashes as often as it can: after the first time in a worker of its own, up to being parked.
        private func park(_ mallory: Client, told chief: Client) async throws {
            let crash = "/api/v1/villain/segfault"
            #expect(try await mallory.get(crash).status == 502)
            try await eventually("mallory is parked", patience: .seconds(120)) {
                _ = try await mallory.get(crash)
                return try await chief.get("/api/v1/tenants/mallory/plugins/villain").text.contains("parked") ? true : nil
            }
        }

        /// Switches the plugin on for a tenant and signs it in, once it is served.
        private func enabled(_ tenant: String, _ host: RunningHost, _ chief: Client) async throws -> Client {
            _ = try await chief.put("/api/v1/tenants/\(tenant)/plugins/villain")
            let member = try await host.login(tenant)
            try await served(member, tenant)
            return member
        }

        private func served(_ member: Client, _ name: String) async throws {
            try await eventually("\(name) is served", patience: .seconds(120)) {
                try await member.get(Self.well).status == 200 ? true : nil
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
            let hostile = deeds.map { tenant($0, "villain: {enabled: false, settings: {mischief: \($0)}}") }.joined()
            let later = ["mallory"] + (deeds + ["mallory"]).map { "beside-\($0)" }
            let waiting = later.map { tenant($0, "villain: {enabled: false}") }.joined()
            return head + working + hostile + waiting + tenant("neighbour", "villain: {}")
        }
    }
}
