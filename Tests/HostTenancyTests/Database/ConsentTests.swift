import HostTenancy
import Testing

@Suite("Consents to grants")
struct ConsentTests {
    private let origin = ChangeOrigin(actor: "operator@x.test", requestId: "r-1", address: nil)

    @Test("are kept with who and when, for every host, and are in the audit; nothing is written twice")
    func kept() async throws {
        try await withHost { host in
            _ = try await host.apply.apply(try TenancyFixture.file())
            let service = ConsentService(database: host.database, directory: host.directory)
            try await service.giveListed(plugin: "hosting", version: "1.0.0", items: ["hashinsight.db/1"], named: [])
            func consents() -> [GrantConsent] { host.directory.snapshot.consents(plugin: "hosting") }
            #expect(consents().map(\.items) == [["hashinsight.db/1"]])
            #expect(consents().first?.givenBy == "configuration" && (consents().first?.givenAtMicros ?? 0) > 0)

            // Listed already: what a newer version asks for is no longer implied.
            try await service.giveListed(plugin: "hosting", version: "2.0.0", items: ["devices", "hashinsight.db/1"], named: [])
            #expect(consents().count == 1)
            let generation = host.directory.snapshot.generation
            try await service.give(plugin: "hosting", version: "2.0.0", items: ["devices"], origin: origin)
            #expect(consents().last?.items == ["devices", "hashinsight.db/1"] && consents().last?.version == "2.0.0")
            #expect(consents().last?.givenBy == "operator@x.test" && host.directory.snapshot.generation > generation)
            try await service.give(plugin: "hosting", version: "2.0.0", items: ["devices"], origin: origin)
            #expect(consents().count == 2)
            // The file names it: that is consent, whatever was there before.
            try await service.giveListed(plugin: "hosting", version: "3.0.0", items: ["devices", "event:news"], named: ["event:news"])
            #expect(consents().last?.items == ["devices", "event:news", "hashinsight.db/1"])

            let entry = try #require(
                try await host.audit.entries().first { $0.action == "plugin.consent" && $0.actor == "operator@x.test" })
            #expect(entry.subject == "hosting 2.0.0" && entry.afterJSON?.contains("devices") == true)
        }
    }

    @Test("are taken back with who and when, stay so whatever the file names, and can be given again")
    func withdrawn() async throws {
        try await withHost { host in
            _ = try await host.apply.apply(try TenancyFixture.file())
            let service = ConsentService(database: host.database, directory: host.directory)
            let all = ["devices", "hashinsight.db/1"]
            try await service.giveListed(plugin: "hosting", version: "1.0.0", items: all, named: [])
            func consents() -> [GrantConsent] { host.directory.snapshot.consents(plugin: "hosting") }
            func standing() -> ConsentStanding { ConsentStanding(consents(), version: "1.0.0") }
            try await service.withdraw(plugin: "hosting", version: "1.0.0", items: ["devices"], origin: origin)
            #expect(standing() == ConsentStanding(consents(), version: "2.0.0"), "for every version")
            #expect(standing().given == ["hashinsight.db/1"] && standing().withdrawn == ["devices"])
            try await service.withdraw(plugin: "hosting", version: "1.0.0", items: ["devices"], origin: origin)
            #expect(consents().count == 2, "once is enough")
            try await service.giveListed(plugin: "hosting", version: "1.0.0", items: all, named: all)
            #expect(standing().withdrawn == ["devices"])
            try await service.give(plugin: "hosting", version: "2.0.0", items: ["event:news"], origin: origin)
            #expect(standing().given == ["event:news", "hashinsight.db/1"] && standing().withdrawn == ["devices"])
            try await service.give(plugin: "hosting", version: "1.0.0", items: ["devices"], origin: origin)
            #expect(standing().given.contains("devices") && standing().withdrawn.isEmpty)
            let entry = try #require(try await host.audit.entries().first { $0.action == "plugin.consent.withdraw" })
            #expect(entry.actor == "operator@x.test" && entry.afterJSON?.contains("withdrawn") == true)
            #expect(entry.beforeJSON?.contains("devices") == true)
        }
    }

    @Test("an instance's quotas follow the file three-way and reach the directory")
    func quotas() async throws {
        try await withHost { host in
            func file(_ quotas: String) throws -> TenantsFile {
                try TenantsFile.parse(
                    Array(
                        """
                        version: 1
                        plugins: [{id: hosting, path: p, quotas: {rows: 50}, grants: {services: [hashinsight.db/1], ports: [4028]}}]
                        tenants:
                          - {id: operator, kind: operator}
                          - {id: north, kind: provider, plugins: {hosting: {\(quotas)}}}
                        """.utf8), path: "t.yaml")
            }
            let first = try file("quotas: {rows: 20, storage_bytes: 1000000}")
            #expect(first.plugins[0].quotas == ["rows": 50])
            #expect(first.plugins[0].grants == GrantRestriction(services: ["hashinsight.db/1"], ports: [4_028]))
            func stored() -> [String: Int]? { host.directory.snapshot.instance(tenant: "north", plugin: "hosting")?.quotas }
            _ = try await host.apply.apply(first)
            #expect(stored() == ["rows": 20, "storage_bytes": 1_000_000])
            #expect(try await host.apply.apply(first).changes.isEmpty)
            _ = try await host.apply.apply(try file("quotas: {rows: 30}"))
            #expect(stored() == ["rows": 30])
            _ = try await host.apply.apply(try file("enabled: true"))
            #expect(stored() == [:])
            for wrong in ["quotas: {rows: 0}", "quotas: {lines: 5}", "quotas: {rows: many}", "quotas: 5"] {
                #expect(throws: TenantsFileError.self) { try file(wrong) }
            }
        }
    }
}
