import Foundation
import Testing

extension SystemTests.OneHouse {
    /// The third walk of the design: on and off while the host runs, on every host.
    @Suite("A switch is thrown under load") struct ToggleTests {
        @Test(
            "By API, page and command line a plugin goes off and on for one tenant on both hosts; no request of another fails; all is audited"
        )
        func toggling() async throws {
            let world = try World.current
            let chief = try await world.hosts[0].login("operator")
            let chiefAtOther = try await world.hosts[1].login("operator")
            let alpha = try await world.hosts[0].login("alpha")
            let audited = try await audit(world)
            let load = try await others(world)
            let start = Date()

            let ways: [(name: String, isOn: Bool, run: () async throws -> Void)] = [
                ("API, off", false, { try expect(try await chief.delete("/api/v1/tenants/alpha/plugins/hosting"), 200) }),
                ("API, on", true, { try expect(try await chief.put("/api/v1/tenants/alpha/plugins/hosting"), 200) }),
                ("page, off", false, { try expect(try await form(chiefAtOther, isOn: false), 303) }),
                ("page, on", true, { try expect(try await form(chiefAtOther, isOn: true), 303) }),
                ("command line, off", false, { try await command(world, "disable") }),
                ("command line, on", true, { try await command(world, "enable") }),
            ]
            do {
                for way in ways {
                    let measured = try await delays(world, alpha, until: way.isOn ? 200 : 404, after: way.run)
                    print(
                        "toggle by \(way.name): seen after \(measured.map { "\($0.formatted(.units(allowed: [.milliseconds])))" }.joined(separator: " and "))"
                    )
                }
            } catch {
                _ = await load.stop()
                throw error
            }
            let outcome = await load.stop()
            print("requests of other tenants meanwhile: \(outcome.answered), none failed but \(outcome.failures.count)")
            #expect(outcome.failures == [])
            #expect(outcome.answered > 100)

            let rows = try await audit(world).dropFirst(audited.count)
            #expect(rows.map { $0[1] } == ways.map { $0.isOn ? "plugin.enable" : "plugin.disable" })
            #expect(rows.allSatisfy { $0[2] == "alpha/hosting" })
            #expect(rows.prefix(4).allSatisfy { $0[0].contains("operator@demo.test") }, "\(Array(rows))")
            let shown = try await chief.get("/api/v1/tenants/alpha/plugins/hosting").json
            #expect(shown["enabled"].truth == true)
            #expect(shown["changed_by"].text == rows.last?[0])
            let changedAt = try Date(shown["changed_at"].text, strategy: .iso8601)
            #expect(changedAt >= start.addingTimeInterval(-1) && changedAt <= Date())
        }

        /// Eight members of other tenants who ask for their miners without pause.
        private func others(_ world: World) async throws -> Load {
            var members: [Client] = []
            for name in ["beta", "gamma", "delta", "epsilon"] {
                for host in world.hosts { members.append(try await host.login(name)) }
            }
            return try await Load.startOnMiners(members)
        }

        private func audit(_ world: World) async throws -> [[String]] {
            try await world.installation.query(
                "SELECT actor, action, subject FROM app.audit WHERE action IN ('plugin.enable', 'plugin.disable') ORDER BY sequence")
        }

        /// From the beginning of the switch to the first request with the new answer, for each host.
        private func delays(_ world: World, _ member: Client, until status: Int, after run: () async throws -> Void) async throws
            -> [Duration]
        {
            let start = ContinuousClock.now
            let watching = world.hosts.map { host in
                Task {
                    let there = member.at(port: host.port)
                    while true {
                        let answer = try await there.get("/api/v1/hosting/miners?per_page=1")
                        if answer.status == status { return ContinuousClock.now - start }
                        guard [200, 404].contains(answer.status), ContinuousClock.now - start < .seconds(60) else {
                            throw TestFailure("port \(host.port) answers \(answer.status) \(answer.text)")
                        }
                        try await Task.sleep(for: .milliseconds(5))
                    }
                }
            }
            try await run()
            var delays: [Duration] = []
            for task in watching { delays.append(try await task.value) }
            return delays
        }

        private func form(_ client: Client, isOn: Bool) async throws -> Answer {
            let body = Data("csrf_token=\(client.csrfToken ?? "")&enabled=\(isOn)".utf8)
            return try await client.send(
                "POST", "/operator/tenants/alpha/plugins/hosting", body: body,
                headers: ["Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html", "X-CSRF-Token": ""])
        }

        private func command(_ world: World, _ verb: String) async throws {
            let outcome = try await world.installation.run("plugins", verb, "hosting", "--tenant", "alpha")
            guard outcome.exitCode == 0 else { throw TestFailure("plugins \(verb): \(outcome.exitCode) \(outcome.talk)") }
        }
    }
}

private func expect(_ answer: Answer, _ status: Int) throws {
    guard answer.status == status else { throw TestFailure("expected \(status), got \(answer.status): \(answer.text)") }
}
