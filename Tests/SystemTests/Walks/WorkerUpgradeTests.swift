import Foundation
import Glibc
import Testing

extension SystemTests {
    /// Another version of a plugin whose instances run in workers: each of a tenant, or one that all share.
    @Suite("A plugin in workers is upgraded and brought back under load") struct WorkerUpgradeTests {
        private static let clients = ["alpha", "beta", "gamma", "delta"]
        private static let path = "/api/v1/stayer/version"

        @Test(
            "No request fails, a long request and a job end on the version they began with, and one that crashes goes back by itself",
            arguments: ["tenant", "plugin"])
        func upgrade(workers: String) async throws {
            let installation = try Installation()
            defer { installation.remove() }
            let first = try await Stayer.build("1.0.0", in: installation.folder)
            try Self.configuration(first, workers: workers).write(toFile: installation.config, atomically: true, encoding: .utf8)
            try await installation.running { host in
                try await upgraded(installation, host, isShared: workers == "plugin")
                try await crashed(installation, host)
            }
        }

        private func upgraded(_ installation: Installation, _ host: RunningHost, isShared: Bool) async throws {
            var members: [Client] = []
            for name in Self.clients { members.append(try await host.login(name)) }
            _ = try await installation.plugins("install", try await Stayer.build("2.0.0", in: installation.folder))
            let older = try await processes(members, "1.0.0")
            #expect(older.count == (isShared ? 1 : Self.clients.count) && older == Self.workers(of: host))
            // Both are held by their workers until those are told to let them go.
            let (alpha, beta) = (members[0], members[1])
            let long = Task { try await alpha.get("/api/v1/stayer/stay") }
            let run = try await installation.run("jobs", "run", "stayer.stay", "--tenant", "beta")
            guard run.exitCode == 0 else { throw TestFailure(run.talk) }
            for (name, member) in [("alpha's request", alpha), ("beta's job", beta)] {
                try await eventually("\(name) is under way") {
                    try await member.get(Self.path).json["staying"].integer == (isShared ? 2 : 1) ? true : nil
                }
            }
            let outcome = try await Load.during(members, path: Self.path) { _ in
                _ = try await installation.plugins("upgrade", "stayer", "--to", "2.0.0")
                let newer = try await processes(members, "2.0.0")
                #expect(newer.count == older.count && newer.isDisjoint(with: older))
                try await eventually("of the old version only the workers of what it began are left") {
                    older.filter(\.isAlive).count == (isShared ? 1 : 2) ? true : nil
                }
                #expect(Self.workers(of: host) == newer.union(older.filter(\.isAlive)))
                for worker in older where worker.isAlive { kill(worker.processId, SIGUSR1) }
                let answer = try await long.value
                #expect(answer.status == 200 && answer.json["version"].text == "1.0.0", "\(answer.status) \(answer.text)")
                let ended = "SELECT state, summary FROM app.job_history WHERE plugin = 'stayer' AND job = 'stay'"
                let runs = try await eventually("the job has ended") {
                    let rows = try await installation.query(ended)
                    return rows.isEmpty ? nil : rows
                }
                #expect(runs.count == 1 && runs[0][0] == "succeeded" && runs[0][1].contains(#""version":"1.0.0""#), "\(runs)")
                try await eventually("the old version's workers have ended") { older.contains(where: \.isAlive) ? nil : true }

                _ = try await installation.plugins("rollback", "stayer", "--reason", "a trial")
                let again = try await processes(members, "1.0.0")
                #expect(again.count == older.count && again.isDisjoint(with: newer))
                try await eventually("the new version's workers have ended") { newer.contains(where: \.isAlive) ? nil : true }
            }
            print("requests meanwhile: \(outcome.answered), failed: \(outcome.failures.count), longest: \(outcome.longest)")
            #expect(outcome.failures == [])
            #expect(outcome.answered > 100)
        }

        /// The new version's worker dies of each request: only the tenant that has it notices, and nobody asks for the way back.
        private func crashed(_ installation: Installation, _ host: RunningHost) async throws {
            let alpha = try await host.login("alpha")
            var others: [Client] = []
            for name in Self.clients.dropFirst() { others.append(try await host.login(name)) }
            _ = try await installation.plugins("install", try await Stayer.build("3.0.0", crashes: true, in: installation.folder))
            let before = try await processes(others, "1.0.0")
            var statuses: Set<Int> = []
            let outcome = try await Load.during(others, path: Self.path) { _ in
                _ = try await installation.plugins("upgrade", "stayer", "--to", "3.0.0", "--tenants", "alpha")
                try await eventually("the version that crashes has gone back") {
                    let answer = try await alpha.get(Self.path)
                    statuses.insert(answer.status)
                    return statuses.contains(502) && answer.json["version"].text == "1.0.0" ? true : nil
                }
            }
            #expect(outcome.failures == [] && outcome.answered > 0)
            #expect(try await processes(others, "1.0.0") == before, "whatever becomes of the new version's worker, theirs goes on")
            #expect(statuses.isSubset(of: [200, 502, 503]), "\(statuses)")
            let listed = try await installation.plugins("list")
            let told = listed.items.first { $0["version"].text == "3.0.0" }?["upgrade"].text ?? ""
            #expect(told.hasPrefix("rolled back") && told.contains(/worker|calls/), "\(listed.encoded)")
        }

        /// Waits until each member is answered by this version.
        ///
        /// - Returns: The processes that answer.
        private func processes(_ members: [Client], _ version: String) async throws -> Set<KnownProcess> {
            var processes: Set<KnownProcess> = []
            for member in members {
                processes.insert(
                    try await eventually("\(version) answers") {
                        let answer = try await member.get(Self.path).json
                        guard answer["version"].text == version, let process = answer["process"].integer else { return nil }
                        return KnownProcess(pid_t(process))
                    })
            }
            return processes
        }

        private static func workers(of host: RunningHost) -> Set<KnownProcess> {
            KnownProcess.tree(of: host.process.processId).filter { $0.name.hasPrefix("hashinsight-wor") }
        }

        private static func configuration(_ stayer: String, workers: String) -> String {
            let tenants = clients.map {
                "  - {id: \($0), kind: client, parent: north, members: [{email: \($0)@demo.test, role: owner}], plugins: {stayer: {}}}\n"
            }
            return """
                version: 1
                development: true
                plugins:
                  - {id: stayer, path: \(stayer), isolation: worker, workers: \(workers)}
                tenants:
                  - {id: operator, kind: operator, members: [{email: operator@demo.test, role: owner}]}
                  - {id: north, kind: provider, members: [{email: north@demo.test, role: owner}]}

                """ + tenants.joined()
        }
    }
}
