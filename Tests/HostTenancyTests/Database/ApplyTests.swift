import Foundation
import HostData
import HostTenancy
import Testing

@Suite("Applying tenants.yaml to PostgreSQL")
struct ApplyTests {
    @Test("a first apply makes tenants with keys, members and instances, and the directory shows them")
    func first() async throws {
        try await withHost { host in
            let report = try await host.apply.apply(try TenancyFixture.file())
            #expect(report.changes.count == 10 && report.kept.isEmpty)
            let snapshot = host.directory.snapshot
            #expect(snapshot.generation == report.generation)
            #expect(snapshot.tenants.map(\.id) == ["operator", "north", "alpha", "beta", "south"])
            #expect(
                snapshot.tenants.map(\.key) == [
                    .operator, TenantKey(provider: 1), TenantKey(provider: 1, client: 1), TenantKey(provider: 1, client: 2),
                    TenantKey(provider: 2),
                ])
            #expect(snapshot.tenant(id: "alpha")?.parentId == "north")
            let instance = try #require(snapshot.instance(tenant: "north", plugin: "hosting"))
            #expect(instance.settingsJSON == #"{"a":["x"],"b":1}"# && instance.networks.map(\.description) == ["127.8.0.0/16"])
            #expect(snapshot.instance(tenant: "alpha", plugin: "hosting")?.networks.map(\.description) == ["127.8.0.0/16", "::1/128"])
            #expect(snapshot.isServed(tenant: "alpha", plugin: "hosting") && !snapshot.isServed(tenant: "beta", plugin: "hosting"))
            #expect(try await host.members.list().map(\.email) == ["operator@x.test", "north@x.test", "alpha@x.test"])
            #expect(try await host.members.list(tenant: "alpha").first?.hasPassword == false)
            let file = try TenancyFixture.file()
            #expect(try await host.apply.apply(file).changes.isEmpty)
        }
    }

    @Test("a switch made in the console survives the same file, and yields where the file changed")
    func threeWay() async throws {
        try await withHost { host in
            try await _ = host.apply.apply(try TenancyFixture.file())
            let origin = ChangeOrigin(actor: "operator@x.test")
            _ = try await host.toggle.set(tenant: "alpha", plugin: "hosting", isEnabled: false, origin: origin)
            _ = try await host.toggle.set(tenant: "beta", plugin: "hosting", isEnabled: true, origin: origin)
            let again = try await host.apply.apply(try TenancyFixture.file())
            #expect(again.changes.isEmpty && Set(again.kept.map(\.subject)) == ["alpha/hosting enabled", "beta/hosting enabled"])
            #expect(!host.directory.snapshot.isServed(tenant: "alpha", plugin: "hosting"))
            #expect(host.directory.snapshot.isServed(tenant: "beta", plugin: "hosting"))
            // Another part of the file changes: the switches still stay.
            let slots = try TenancyFixture.file(
                TenancyFixture.standard.replacing("{id: south, kind: provider}", with: "{id: south, kind: provider, slots: 7}"))
            #expect(try await host.apply.apply(slots).changes.map(\.description) == ["change south: name 'south', 7 slots"])
            #expect(!host.directory.snapshot.isServed(tenant: "alpha", plugin: "hosting"))
            // The file itself switches beta on and off again: now it counts.
            let on = try TenancyFixture.file(TenancyFixture.standard.replacing("enabled: false", with: "enabled: true"))
            _ = try await host.apply.apply(on)
            let offAgain = try await host.apply.apply(try TenancyFixture.file())
            #expect(offAgain.changes.contains { $0.description == "disable hosting for beta" })
            #expect(!host.directory.snapshot.isServed(tenant: "beta", plugin: "hosting"))
        }
    }

    @Test("a tenant that left the file is disabled with its rows kept; its number is never given again")
    func leaving() async throws {
        try await withHost { host in
            _ = try await host.apply.apply(try TenancyFixture.file())
            let without = TenancyFixture.standard.split(separator: "\n").filter { !$0.contains("id: beta") }.joined(separator: "\n") + "\n"
            let left = try await host.apply.apply(try TenancyFixture.file(without))
            #expect(left.changes.map(\.description) == ["disable beta"])
            let beta = try #require(host.directory.snapshot.tenant(id: "beta"))
            #expect(!beta.isEnabled)
            let other = try TenancyFixture.file(without + "  - {id: gamma, kind: client, parent: north}\n")
            _ = try await host.apply.apply(other)
            #expect(host.directory.snapshot.tenant(id: "gamma")?.key == TenantKey(provider: 1, client: 3))
            _ = try await host.apply.apply(try TenancyFixture.file())
            #expect(
                host.directory.snapshot.tenant(id: "beta")?.isEnabled == true && host.directory.snapshot.tenant(id: "beta")?.key == beta.key
            )
            // Even a purged row does not free its number.
            try await host.sql("DELETE FROM app.tenants WHERE id = 'gamma'")
            _ = try await host.apply.apply(other)
            #expect(host.directory.snapshot.tenant(id: "gamma")?.key == TenantKey(provider: 1, client: 4))
        }
    }

    @Test("a file that asks for the impossible changes nothing at all")
    func impossible() async throws {
        try await withHost { host in
            _ = try await host.apply.apply(try TenancyFixture.file())
            let before = try await host.number("SELECT generation FROM app.tenancy_state")
            let wrong = TenancyFixture.standard.replacing(
                "id: alpha, kind: client, parent: north", with: "id: alpha, kind: client, parent: south"
            )
            .replacing("id: north, kind: provider", with: "id: north, kind: provider, slots: 9")
            let wrongFile = try TenancyFixture.file(wrong)
            await #expect(throws: TenantsFileError.self) { _ = try await host.apply.apply(wrongFile) }
            let password = TenancyFixture.standard.replacing(
                "id: south, kind: provider",
                with: "id: south, kind: provider, slots: 9, members: [{email: s@x.test, role: user, password_file: /nowhere/p}]")
            let passwordFile = try TenancyFixture.file(password)
            await #expect(throws: TenantsFileError.self) { _ = try await host.apply.apply(passwordFile) }
            try await host.directory.refresh()
            #expect(host.directory.snapshot.tenants.allSatisfy { $0.slots == 2 })
            #expect(try await host.number("SELECT generation FROM app.tenancy_state") == before)
        }
    }

    @Test("a password file gives a new member its first password, and no more after that")
    func passwordFile() async throws {
        try await withHost { host in
            let path = FileManager.default.temporaryDirectory.appendingPathComponent("password-\(UUID().uuidString)").path
            try Data("correct horse battery\n".utf8).write(to: URL(fileURLWithPath: path))
            defer { try? FileManager.default.removeItem(atPath: path) }
            let text =
                "  - {id: operator, kind: operator}\n  - {id: north, kind: provider, members: [{email: n@x.test, role: owner, password_file: \(path), access_start: 2026-01-31, access_end: 2999-01-01T00:00:00.25Z}]}\n"
            let file = try TenancyFixture.file(text)
            _ = try await host.apply.apply(file)
            let login = try await host.identity.login(email: "n@x.test", password: "correct horse battery", address: "", userAgent: "")
            #expect(login.member.role == .owner)
            #expect(try await host.apply.apply(file).changes.isEmpty, "times survive the way through the database exactly")
        }
    }

    @Test("a file without the operator is refused, before there was one and after") func noOperator() async throws {
        try await withHost { host in
            let without = try TenancyFixture.file("  - {id: north, kind: provider}\n")
            for expected in ["no tenant is the operator", "the operator 'operator' cannot be left out"] {
                for attempt in [{ _ = try await host.apply.apply(without) }, { _ = try await host.apply.preview(without) }] {
                    let error = await #expect(throws: TenantsFileError.self) { try await attempt() }
                    #expect(error.map { "\($0)".contains(expected) } == true, "\(String(describing: error))")
                }
                _ = try await host.apply.apply(try TenancyFixture.file())
            }
            let empty = try TenancyFixture.file(" []\n")
            await #expect(throws: TenantsFileError.self) { _ = try await host.apply.apply(empty) }
            #expect(host.directory.snapshot.tenant(key: .operator)?.isEnabled == true)
        }
    }

    @Test("two hosts that apply at once take turns; each tenant is made once")
    func concurrent() async throws {
        try await withHosts(2) { hosts in
            let file = try TenancyFixture.file()
            let changes = try await withThrowingTaskGroup(of: Int.self) { group in
                for index in 0..<6 { group.addTask { try await hosts[index % 2].apply.apply(file).changes.count } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(changes.sorted() == [0, 0, 0, 0, 0, 10])
            #expect(try await hosts[0].number("SELECT count(*) FROM app.tenants") == 5)
            #expect(try await hosts[0].number("SELECT count(*) FROM app.audit WHERE action = 'configuration.apply'") == 1)
        }
    }

    @Test("a preview tells the same changes and makes none")
    func preview() async throws {
        try await withHost { host in
            let file = try TenancyFixture.file()
            #expect(try await host.apply.preview(file).changes.count == 10)
            #expect(try await host.number("SELECT count(*) FROM app.tenants") == 0)
        }
    }
}
