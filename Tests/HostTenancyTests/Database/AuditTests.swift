import HostTenancy
import Testing

@Suite("The audit in PostgreSQL")
struct AuditTests {
    private func fill(_ host: TenancyFixture) async throws {
        _ = try await host.apply.apply(try TenancyFixture.file())
        for isEnabled in [false, true] {
            _ = try await host.toggle.set(
                tenant: "alpha", plugin: "hosting", isEnabled: isEnabled, origin: ChangeOrigin(actor: "évil\n'; DROP TABLE app.audit; --"))
        }
    }

    @Test("the database's hashes and ours agree, whatever the text, and entries read back page by page")
    func intact() async throws {
        try await withHost { host in
            try await fill(host)
            #expect(try await host.audit.verify(pageSize: 3) == .intact(entries: 13))
            let newest = try await host.audit.entries(limit: 2)
            #expect(newest.map(\.sequence) == [13, 12] && newest[0].actor == "évil\\u{a}'; DROP TABLE app.audit; --")
            #expect(try await host.audit.entries(before: 12, limit: 2).map(\.sequence) == [11, 10])
            let alpha = try #require(host.directory.snapshot.tenant(id: "alpha"))
            let own = try await host.audit.entries(tenants: alpha.key.sight)
            #expect(!own.isEmpty && own.allSatisfy { $0.tenantKey == alpha.key.rawValue })
        }
    }

    @Test("rows cannot be changed or removed; where somebody with more rights did, the check finds it")
    func tampered() async throws {
        try await withHost { host in
            try await fill(host)
            for statement in ["UPDATE app.audit SET actor = 'x'", "DELETE FROM app.audit", "TRUNCATE app.audit"] {
                await #expect(throws: (any Error).self) { try await host.sql(statement) }
            }
            try await host.sql("ALTER TABLE app.audit DISABLE TRIGGER append_only")
            try await host.sql("UPDATE app.audit SET after = '{\"enabled\":true}' WHERE sequence = 12")
            guard case .broken(12, _) = try await host.audit.verify() else { Issue.record("not found"); return }
            try await host.sql("UPDATE app.audit SET after = '{\"enabled\":false}' WHERE sequence = 12")
            #expect(try await host.audit.verify() == .intact(entries: 13))
            try await host.sql("DELETE FROM app.audit WHERE sequence = 13")
            guard case .broken(13, _) = try await host.audit.verify() else { Issue.record("not found"); return }
        }
    }
}
