import Foundation
import Glibc
import TestSupport
import Testing

extension SystemTests {
    /// Hosting runs for one client in a worker and for all others in the host: nobody can tell, until the worker dies.
    @Suite("The same plugin in a worker and in the host") struct WorkerTests {
        @Test("Pages, API and collection work in both; a worker that is killed costs the others nothing and is there again")
        func both() async throws {
            let installation = try Installation(
                tenants: DemoTenants.yaml().replacingOccurrences(
                    of: "email: beta@demo.test, role: owner}]\n    plugins: {hosting: {",
                    with: "email: beta@demo.test, role: owner}]\n    plugins: {hosting: {isolation: worker, "))
            let world = try await World.start(installation: installation)
            do { try await walk(world) } catch {
                let tail = world.host.tail
                await world.stop()
                throw TestFailure("\(error)\n\(tail)")
            }
            await world.stop()
        }

        private func walk(_ world: World) async throws {
            let chief = try await world.host.login("operator")
            let alpha = try await world.host.login("alpha")
            let beta = try await world.host.login("beta")
            for (tenant, client, isolation, count) in [("alpha", alpha, "host", 12), ("beta", beta, "worker", 10)] {
                #expect(try await chief.get("/api/v1/tenants/\(tenant)/plugins/hosting").json["isolation"].text == isolation)
                try await world.collected(client)
                let miners = try await client.get("/api/v1/hosting/miners?per_page=100").json["items"].items
                #expect(miners.count == count)
                let page = try await client.get("/hosting/miners")
                #expect(page.status == 200 && page.text.contains(miners[0]["serial_number"].text))
                let points = try await client.get("/api/v1/hosting/miners/\(miners[0]["id"].text)/telemetry?from=-1h")
                #expect(points.status == 200)
            }

            let first = try #require(try worker(of: world.host))
            // The provider sees its clients' miners, so it is asked apart from them.
            let others = [
                try await Load.startOnMiners([alpha, try await world.host.login("gamma")]),
                try await Load.startOnMiners([try await world.host.login("north")]),
            ]
            try await eventually("the others are under way") { others.allSatisfy { $0.outcome.answered > 25 } ? true : nil }
            let mine = try await Load.startOnMiners([beta, try await world.host.login("beta")])
            try await eventually("its own are under way") { mine.outcome.answered > 20 ? true : nil }
            #expect(kill(first, SIGKILL) == 0)
            let before = mine.outcome
            try await eventually("its own come back") {
                let now = mine.outcome
                return now.answered - now.failures.count > before.answered - before.failures.count + 20 ? true : nil
            }
            let crashed = await mine.stop()
            #expect(crashed.failures.allSatisfy { $0.hasPrefix("502") || $0.hasPrefix("503") }, "\(crashed.failures)")
            for load in others {
                let outcome = await load.stop()
                #expect(outcome.failures == [])
            }
            #expect(try worker(of: world.host) != first)
            let metrics = try await world.host.client.get("/metrics").text
            #expect(metrics.contains(#"hashinsight_worker_crashes_total{plugin="hosting",share="beta"} 1"#))
            #expect(metrics.contains(#"hashinsight_workers{plugin="hosting"} 1"#))
            try await examined(world.installation)

            try await listed(world.installation)
            try await used(world.installation)

            // Off and on as any other instance; the process ends with it.
            _ = try await chief.delete("/api/v1/tenants/beta/plugins/hosting")
            try await eventually("its worker has ended") { try worker(of: world.host) == nil ? true : nil }
            #expect(try await beta.get("/api/v1/hosting/miners").status == 404)
            _ = try await chief.put("/api/v1/tenants/beta/plugins/hosting")
            try await eventually("it is served again") { try await beta.get("/api/v1/hosting/miners").status == 200 ? true : nil }
        }

        /// `doctor` says what the kernel offers workers, and of a kernel that offers less what is missing and why.
        private func examined(_ installation: Installation) async throws {
            func protections(_ outcome: Product.Outcome) -> [String: JSON] {
                let findings = JSON(parsing: Data(outcome.output.utf8)).items.filter { $0["what"].text.hasPrefix("workers: ") }
                return Dictionary(findings.map { (String($0["what"].text.dropFirst(9)), $0) }) { $1 }
            }
            let here = protections(try await installation.run("doctor", "--json"))
            #expect(here["seccomp"]?["state"].text == "fine", "\(here)")
            let lesser = installation.folder + "/lesser"
            try FileManager.default.createDirectory(atPath: lesser, withIntermediateDirectories: false)
            // A copy: the host takes the worker that lies beside its own file.
            try FileManager.default.copyItem(atPath: Product.binary, toPath: lesser + "/hashinsight")
            let worker = try RefusingKernel.worker(in: lesser, refusing: ["unshare", "mount"])
            try FileManager.default.moveItem(atPath: worker, toPath: lesser + "/hashinsight-worker")
            let there = protections(
                try await Product.run(
                    lesser + "/hashinsight", ["doctor", "--json", "--config", installation.config, "--data", installation.data]))
            #expect(Set(there.keys) == Set(here.keys) && there["seccomp"]?["state"].text == "fine", "\(there)")
            for name in ["user_namespace", "mount_namespace"] {
                #expect(
                    there[name]?["state"].text == "warning"
                        && there[name]?["detail"].text == "this machine does not offer it: Operation not permitted", "\(there)")
            }
        }

        /// `plugins list` says where the code runs, and for whom it does elsewhere.
        private func listed(_ installation: Installation) async throws {
            let table = try await installation.run("plugins", "list")
            let lines = table.output.split(separator: "\n").map {
                $0.split(separator: "  ").map { $0.trimmingCharacters(in: .whitespaces) }
            }
            let column = try #require(lines.first?.firstIndex(of: "ISOLATION"), "\(table.output) \(table.talk)")
            let hosting = try #require(lines.first { $0.first == "hosting" }, "\(table.output)")
            #expect(hosting[column] == "host (tenant), beta: worker", "\(table.output)")
            let row = JSON(parsing: Data(try await installation.run("plugins", "list", "--json").output.utf8)).items
                .first { $0["id"].text == "hosting" }
            #expect(row?["isolation"].text == "host" && row?["workers"].text == "tenant")
            #expect(row?["isolation_by_tenant"] == ["beta": "worker"] && row?["demoted"] == [:])
        }

        /// `plugins usage` shows what the running host wrote down, for people and for programs.
        private func used(_ installation: Installation) async throws {
            let table = try await eventually("the host has written down what is used") {
                let outcome = try await installation.run("plugins", "usage", "beta", "hosting")
                return outcome.exitCode == 0 ? outcome : nil
            }
            let lines = table.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
            #expect(table.talk.contains("hosting for beta on "), "\(table.talk)")
            #expect(lines.first == ["QUOTA", "USED", "LIMIT", "UNIT", "FOR", "REFUSED"])
            // Miners and what they were asked are there: the second record at the latest has them.
            let document = try await eventually("something is stored") {
                let output = try await installation.run("plugins", "usage", "beta", "hosting", "--json").output
                let document = JSON(parsing: Data(output.utf8))
                let stored = document["hosts"].items.first?["quotas"].items.first { $0["name"].text == "storage_bytes" }
                return (stored?["used"].integer ?? 0) > 0 ? document : nil
            }
            #expect(document["tenant"].text == "beta" && document["plugin"].text == "hosting" && document["hosts"].items.count == 1)
            let quotas = document["hosts"].items[0]["quotas"].items
            #expect(Set(quotas.map(\.["name"].text)) == Set(lines.dropFirst().compactMap(\.first)), "\(table.output)")
            func quota(_ name: String) throws -> JSON { try #require(quotas.first { $0["name"].text == name }, "\(name)") }
            let (storage, slots) = (try quota("storage_bytes"), try quota("job_slots"))
            #expect(storage["unit"].text == "bytes" && storage["window"].text == "total" && storage["limit"].integer == 10_737_418_240)
            let tenants = try await installation.query("SELECT slots FROM app.tenants WHERE id = 'beta'")
            #expect(
                slots["limit"].integer.map(String.init) == tenants[0][0] && slots["window"].text == "now", "no more than the tenant has")
            let nobody = try await installation.run("plugins", "usage", "nobody", "hosting")
            #expect(nobody.exitCode != 0 && nobody.talk.contains("no host has said in the last minute"), "\(nobody.talk)")
        }

        /// The one worker that a host runs, if it does.
        private func worker(of host: RunningHost) throws -> pid_t? {
            for entry in try FileManager.default.contentsOfDirectory(atPath: "/proc") {
                guard let id = pid_t(entry), let stat = try? String(contentsOfFile: "/proc/\(entry)/stat", encoding: .utf8),
                    let close = stat.lastIndex(of: ")"), stat[..<close].contains("(hashinsight-wor")
                else { continue }
                let fields = stat[stat.index(after: close)...].split(separator: " ")
                // A process that has ended and waits to be reaped is none.
                if fields.count > 1, fields[0] != "Z", fields[1] == "\(host.process.processId)" { return id }
            }
            return nil
        }
    }
}
