import Foundation
import Testing

extension SystemTests {
    /// A plugin that breaks the contract in the host's process is moved to a worker, and that is not forgotten.
    @Suite("A breach of the contract in the host's process") struct DemotionTests {
        @Test("moves the instance to a worker, is audited and listed, outlives the host, and is lifted by the switch")
        func kept() async throws {
            let installation = try Installation()
            let villain = try await Villain.build(in: installation.folder)
            try """
            version: 1
            development: true
            plugins:
              - {id: villain, path: \(villain)}
            tenants:
              - {id: operator, kind: operator, members: [{email: operator@demo.test, role: owner}]}
              - {id: north, kind: provider, members: [{email: north@demo.test, role: owner}], plugins: {villain: {}}}
              - {id: south, kind: provider, members: [{email: south@demo.test, role: owner}], plugins: {villain: {}}}

            """.write(toFile: installation.config, atomically: true, encoding: .utf8)
            var host = try installation.start()
            do {
                try await host.ready()
                try await breach(host, installation)
                #expect(await host.stop() == 0)
                host = try installation.start()
                try await host.ready()
                try await lift(host, installation)
            } catch {
                await host.stop()
                throw TestFailure("\(error)\n\(host.tail)")
            }
            #expect(await host.stop() == 0)
            installation.remove()
        }

        private func isolation(_ tenant: String, _ chief: Client) async throws -> String {
            try await chief.get("/api/v1/tenants/\(tenant)/plugins/villain").json["isolation"].text
        }

        private func breach(_ host: RunningHost, _ installation: Installation) async throws {
            let chief = try await host.login("operator")
            let north = try await host.login("north")
            #expect(try await isolation("north", chief) == "host")
            #expect(try await north.get("/api/v1/villain/twice").status == 200)
            try await eventually("it is in a worker") { try await isolation("north", chief).hasPrefix("worker (demoted: ") ? true : nil }
            #expect(try await isolation("north", chief).contains("completions of calls that were not under way"))
            #expect(try await isolation("south", chief) == "host")
            #expect(try await north.get("/api/v1/villain/well").status == 200)
            let audited = "SELECT actor, subject FROM app.audit WHERE action = 'plugin.demote'"
            try await eventually("it is audited") { try await installation.query(audited) == [["host", "north/villain"]] ? true : nil }
            try await listed(installation)
        }

        private func listed(_ installation: Installation) async throws {
            let reason = "completions of calls that were not under way)"
            let table = try await installation.run("plugins", "list").output
            #expect(table.contains("north: worker (demoted: ") && table.contains(reason) && !table.contains("south:"), "\(table)")
            let row = JSON(parsing: Data(try await installation.run("plugins", "list", "--json").output.utf8)).items
                .first { $0["id"].text == "villain" }
            #expect(row?["isolation"].text == "host" && row?["isolation_by_tenant"] == ["north": "worker"])
            #expect(row?["demoted"]["north"].text.contains("not under way") == true)
        }

        private func lift(_ host: RunningHost, _ installation: Installation) async throws {
            let chief = try await host.login("operator")
            let north = try await host.login("north")
            #expect(try await isolation("north", chief).hasPrefix("worker (demoted: "), "a host that starts again knows")
            #expect(try await north.get("/api/v1/villain/well").status == 200)
            try await listed(installation)
            _ = try await chief.delete("/api/v1/tenants/north/plugins/villain")
            _ = try await chief.put("/api/v1/tenants/north/plugins/villain")
            try await eventually("it is in the host again") { try await isolation("north", chief) == "host" ? true : nil }
            #expect(try await north.get("/api/v1/villain/well").status == 200)
            let rows = JSON(parsing: Data(try await installation.run("plugins", "list", "--json").output.utf8)).items
            #expect(rows.first { $0["id"].text == "villain" }?["isolation_by_tenant"] == [:])
        }
    }
}
