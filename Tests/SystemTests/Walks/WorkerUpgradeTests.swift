import Foundation
import Glibc
import Testing

extension SystemTests {
    /// Another version of a plugin whose instances run in workers, each of a tenant.
    @Suite("A plugin in workers is upgraded and brought back under load") struct WorkerUpgradeTests {
        private static let clients = ["alpha", "beta", "gamma", "delta"]
        private static let path = "/api/v1/stayer/version"

        @Test("No request fails, a long request and a job end on the version they began with, and one that crashes goes back by itself")
        func upgrade() async throws {
            let installation = try Installation()
            defer { installation.remove() }
            let first = try await Stayer.build("1.0.0", in: installation.folder)
            try Self.configuration(first).write(toFile: installation.config, atomically: true, encoding: .utf8)
            try await installation.running { host in
                try await upgraded(installation, host)
                try await crashed(installation, host)
            }
        }

        private func upgraded(_ installation: Installation, _ host: RunningHost) async throws {
            var members: [Client] = []
            for name in Self.clients { members.append(try await host.login(name)) }
            _ = try await installation.plugins("install", try await Stayer.build("2.0.0", in: installation.folder))
            let older = try await eventually("each tenant has a worker") {
                let workers = Self.workers(of: host)
                return workers.count == Self.clients.count ? workers : nil
            }
            // Both are held by their workers until those are told to let them go.
            let (alpha, beta) = (members[0], members[1])
            async let long = alpha.get("/api/v1/stayer/stay")
            let run = try await installation.run("jobs", "run", "stayer.stay", "--tenant", "beta")
            guard run.exitCode == 0 else { throw TestFailure(run.talk) }
            for (name, member) in [("alpha's request", alpha), ("beta's job", beta)] {
                try await eventually("\(name) is under way") { try await member.get(Self.path).json["staying"].integer == 1 ? true : nil }
            }
            let load = Load.start(members, path: Self.path)
            do {
                _ = try await installation.plugins("upgrade", "stayer", "--to", "2.0.0")
                for member in members { try await answers(member, "2.0.0") }
                try await eventually("of the old version only the workers of what it began are left") {
                    older.filter(\.isAlive).count == 2 ? true : nil
                }
                let newer = Self.workers(of: host).subtracting(older)
                #expect(newer.count == Self.clients.count)
                for worker in older where worker.isAlive { kill(worker.processId, SIGUSR1) }
                let answer = try await long
                #expect(answer.status == 200 && answer.json["version"].text == "1.0.0", "\(answer.status) \(answer.text)")
                let ended = "SELECT state, summary FROM app.job_history WHERE plugin = 'stayer' AND job = 'stay'"
                let runs = try await eventually("the job has ended") {
                    let rows = try await installation.query(ended)
                    return rows.isEmpty ? nil : rows
                }
                #expect(runs.count == 1 && runs[0][0] == "succeeded" && runs[0][1].contains(#""version":"1.0.0""#), "\(runs)")
                try await eventually("the old version's workers have ended") { older.contains(where: \.isAlive) ? nil : true }

                _ = try await installation.plugins("rollback", "stayer", "--reason", "a trial")
                for member in members { try await answers(member, "1.0.0") }
                try await eventually("the new version's workers have ended") { newer.contains(where: \.isAlive) ? nil : true }
            } catch {
                _ = await load.stop()
                throw error
            }
            let outcome = await load.stop()
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
            let load = Load.start(others, path: Self.path)
            var statuses: Set<Int> = []
            do {
                _ = try await installation.plugins("upgrade", "stayer", "--to", "3.0.0", "--tenants", "alpha")
                try await eventually("the version that crashes has gone back") {
                    let answer = try await alpha.get(Self.path)
                    statuses.insert(answer.status)
                    return statuses.contains(502) && answer.json["version"].text == "1.0.0" ? true : nil
                }
            } catch {
                _ = await load.stop()
                throw error
            }
            let outcome = await load.stop()
            #expect(outcome.failures == [] && outcome.answered > 0)
            #expect(statuses.isSubset(of: [200, 502, 503]), "\(statuses)")
            let listed = try await installation.plugins("list")
            let told = listed.items.first { $0["version"].text == "3.0.0" }?["upgrade"].text ?? ""
            #expect(told.hasPrefix("rolled back") && told.contains(/worker|calls/), "\(listed.encoded)")
        }

        private func answers(_ member: Client, _ version: String) async throws {
            try await eventually("\(version) answers") { try await member.get(Self.path).json["version"].text == version ? true : nil }
        }

        private static func workers(of host: RunningHost) -> Set<KnownProcess> {
            KnownProcess.tree(of: host.process.processId).filter { $0.name.hasPrefix("hashinsight-wor") }
        }

        private static func configuration(_ stayer: String) -> String {
            let tenants = clients.map {
                "  - {id: \($0), kind: client, parent: north, members: [{email: \($0)@demo.test, role: owner}], plugins: {stayer: {}}}\n"
            }
            return """
                version: 1
                development: true
                plugins:
                  - {id: stayer, path: \(stayer), isolation: worker}
                tenants:
                  - {id: operator, kind: operator, members: [{email: operator@demo.test, role: owner}]}
                  - {id: north, kind: provider, members: [{email: north@demo.test, role: owner}]}

                """ + tenants.joined()
        }
    }
}
