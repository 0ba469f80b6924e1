import HostData
import HostTenancy
import PostgresClient
import Testing

@Suite("Secrets in the database")
struct SecretStoreTests {
    private let origin = ChangeOrigin(actor: "operator@x.test", requestId: "r-1", address: nil)
    private let clear = "correct horse battery staple"

    private func keys(_ byte: UInt8, before: UInt8? = nil) throws -> SecretKeyRing {
        func key(_ byte: UInt8) throws -> SecretKey { try SecretKey(master: Array(repeating: byte, count: 32), source: "SECRETS_KEY") }
        return SecretKeyRing(try key(byte), others: try before.map { [try key($0)] } ?? [])
    }

    private func store(_ host: TenancyFixture, _ keys: SecretKeyRing? = nil, environment: [String: SecretValue] = [:]) throws -> SecretStore
    {
        SecretStore(
            database: host.database, directory: host.directory, keys: try keys ?? self.keys(1), fromEnvironment: environment)
    }

    private func key(_ host: TenancyFixture, _ tenant: String) throws -> TenantKey {
        try #require(host.directory.snapshot.tenant(id: tenant)).key
    }

    private func read(
        _ store: SecretStore, _ host: TenancyFixture, _ tenant: String, _ name: String = "api_key", allowsOwn: Bool = true
    ) async throws -> String? {
        let place = SecretPlace(tenant: try key(host, tenant), plugin: "hosting", name: name)
        return try await store.read(place, allowsOwn: allowsOwn)?.value.withBytes { String(decoding: $0, as: UTF8.self) }
    }

    @Test("a tenant's own comes first, then the one for all, then the environment's; another tenant's never")
    func order() async throws {
        try await withHost { host in
            _ = try await host.apply.apply(try TenancyFixture.file())
            let store = try store(host, environment: ["api_key": try SecretValue("from outside".utf8)])
            #expect(try await read(store, host, "alpha") == "from outside")
            try await store.set(try SecretValue("for all".utf8), plugin: "hosting", name: "api_key", tenant: nil, origin: origin)
            try await store.set(try SecretValue(clear.utf8), plugin: "hosting", name: "api_key", tenant: "alpha", origin: origin)
            #expect(try await read(store, host, "alpha") == clear)
            #expect(try await read(store, host, "alpha", allowsOwn: false) == "for all")
            // Its provider, its neighbour and a stranger see only what is for all.
            for tenant in ["north", "beta", "south"] { #expect(try await read(store, host, tenant) == "for all") }
            #expect(try await read(store, host, "alpha", "other_key") == nil)
            let other = SecretPlace(tenant: try key(host, "alpha"), plugin: "crm", name: "db_key")
            #expect(try await store.read(other) == nil)

            try await store.set(try SecretValue("another".utf8), plugin: "hosting", name: "api_key", tenant: "alpha", origin: origin)
            #expect(try await read(store, host, "alpha") == "another")
            #expect(try await store.remove(plugin: "hosting", name: "api_key", tenant: "alpha", origin: origin))
            #expect(try await !store.remove(plugin: "hosting", name: "api_key", tenant: "alpha", origin: origin))
            #expect(try await read(store, host, "alpha") == "for all")
        }
    }

    @Test("lists, directory and audit say that it is set, when and by whom; the value is nowhere in the database")
    func told() async throws {
        try await withHost { host in
            _ = try await host.apply.apply(try TenancyFixture.file())
            let store = try store(host)
            let before = host.directory.snapshot.generation
            try await store.set(try SecretValue(clear.utf8), plugin: "hosting", name: "api_key", tenant: "alpha", origin: origin)
            try await store.set(try SecretValue("for all".utf8), plugin: "hosting", name: "api_key", tenant: nil, origin: .commandLine)
            let alpha = SecretPlace(tenant: try key(host, "alpha"), plugin: "hosting", name: "api_key")
            #expect(host.directory.snapshot.generation > before && host.directory.snapshot.secrets.contains(alpha))
            #expect(store.isSet(alpha, allowsOwn: true, in: host.directory.snapshot))
            let unset = SecretPlace(tenant: alpha.tenant, plugin: "crm", name: "db_key")
            #expect(!store.isSet(unset, allowsOwn: true, in: host.directory.snapshot))

            let all = try await store.records()
            #expect(all.map(\.tenantId) == [nil, "alpha"] && all.map(\.setBy) == ["command line", "operator@x.test"])
            #expect(all.allSatisfy { $0.keyId == store.keys.current.idText && $0.setAtMicros > 0 })
            // In a tenant's name row security leaves its own and what is for all.
            #expect(try await store.records(tenant: try key(host, "beta")).map(\.tenantId) == [nil])
            #expect(try await store.records(plugin: "crm").isEmpty)

            let entries = try await host.audit.entries().filter { $0.action == "secret.set" }
            #expect(entries.map(\.subject).sorted() == ["alpha/hosting/api_key", "hosting/api_key"])
            #expect(try await host.number("SELECT count(*) FROM app.audit a WHERE strpos(row_to_json(a)::text, '\(clear)') > 0") == 0)
            let stored = try await host.database.host.execute([
                (Statement("SELECT set_config('app.tenant', '0', true)"), []),
                (
                    Statement(
                        """
                        SELECT count(*), count(*) FILTER (WHERE strpos(row_to_json(s)::text, $1::text) > 0
                            OR position(convert_to($1::text, 'UTF8') IN sealed) > 0) FROM app.plugin_secrets s
                        """), [.text(clear)]
                ),
            ])[1].rows
            #expect(stored.integer(row: 0, column: 0) == 2 && stored.integer(row: 0, column: 1) == 0)
        }
    }

    @Test("a statement without a context finds no row, one in a tenant's name only its own and those for all, and none may forge")
    func rowSecurity() async throws {
        try await withHost { host in
            _ = try await host.apply.apply(try TenancyFixture.file())
            let store = try store(host)
            for tenant in ["alpha", "beta", nil] {
                try await store.set(try SecretValue(clear.utf8), plugin: "hosting", name: "api_key", tenant: tenant, origin: origin)
            }
            let (alpha, beta) = (try key(host, "alpha"), try key(host, "beta"))
            func rows(_ context: Int64?, _ sql: String) async throws -> [Int64] {
                let setting = (Statement("SELECT set_config('app.tenant', $1, true)"), [PostgresValue.text(context.map { "\($0)" } ?? "")])
                let rows = try await host.database.host.execute([setting, (Statement(sql), [])])[1].rows
                return (0..<rows.rowCount).compactMap { rows.integer(row: $0, column: 0) }
            }
            let everything = "SELECT tenant_id FROM app.plugin_secrets ORDER BY tenant_id"
            #expect(try await rows(nil, everything).isEmpty)
            #expect(try await rows(alpha.rawValue, everything) == [0, alpha.rawValue])
            #expect(try await rows(try key(host, "north").rawValue, everything) == [0], "a provider does not see its clients'")
            #expect(try await rows(alpha.rawValue, "DELETE FROM app.plugin_secrets RETURNING tenant_id") == [alpha.rawValue])
            #expect(try await rows(0, everything) == [0, beta.rawValue])
            await #expect(throws: PostgresError.self) {
                _ = try await rows(alpha.rawValue, "UPDATE app.plugin_secrets SET tenant_id = \(alpha.rawValue) WHERE tenant_id = 0")
                _ = try await rows(
                    alpha.rawValue,
                    """
                    INSERT INTO app.plugin_secrets (tenant_id, plugin, name, key_id, sealed, set_by)
                    VALUES (0, 'hosting', 'other', '0123456789abcdef', decode(repeat('01', 40), 'hex'), 'x') RETURNING tenant_id
                    """)
            }
            #expect(try await rows(0, everything) == [0, beta.rawValue])
        }
    }

    @Test("a row that was moved to another tenant, or changed, does not open, and one of another key names it")
    func moved() async throws {
        try await withHost { host in
            _ = try await host.apply.apply(try TenancyFixture.file())
            let store = try store(host)
            try await store.set(try SecretValue(clear.utf8), plugin: "hosting", name: "api_key", tenant: "alpha", origin: origin)
            let (alpha, beta) = (try key(host, "alpha").rawValue, try key(host, "beta").rawValue)
            func change(_ sql: String) async throws {
                _ = try await host.database.host.execute([
                    (Statement("SELECT set_config('app.tenant', '0', true)"), []), (Statement(sql), []),
                ])
            }
            try await change("UPDATE app.plugin_secrets SET tenant_id = \(beta) WHERE tenant_id = \(alpha)")
            var error = await #expect(throws: SecretError.self) { try await read(store, host, "beta") }
            #expect(error?.code == .forged)
            try await change("UPDATE app.plugin_secrets SET tenant_id = \(alpha) WHERE tenant_id = \(beta)")
            #expect(try await read(store, host, "alpha") == clear)
            let strange = try self.store(host, try keys(9))
            error = await #expect(throws: SecretError.self) { try await read(strange, host, "alpha") }
            #expect(error?.code == .unknownKey && error?.message.contains(store.keys.current.idText) == true)
            try await change("UPDATE app.plugin_secrets SET sealed = set_byte(sealed, 30, get_byte(sealed, 30) # 1)")
            error = await #expect(throws: SecretError.self) { try await read(store, host, "alpha") }
            #expect(error?.code == .forged && error?.message.contains("set it anew") == true)
        }
    }

    @Test("rotation seals everything with the new key, once; one that does not open stops it and nothing has changed")
    func rotation() async throws {
        try await withHost { host in
            _ = try await host.apply.apply(try TenancyFixture.file())
            let old = try store(host)
            for tenant in ["alpha", "beta", nil] {
                try await old.set(
                    try SecretValue("\(clear) \(tenant ?? "-")".utf8), plugin: "hosting", name: "api_key", tenant: tenant, origin: origin)
            }
            let strange = try store(host, try keys(9))
            let error = await #expect(throws: SecretError.self) { _ = try await strange.rotate(origin: origin) }
            #expect(error?.code == .unknownKey)
            #expect(try await old.records().allSatisfy { $0.keyId == old.keys.current.idText })

            let both = try store(host, try keys(2, before: 1))
            #expect(try await read(both, host, "alpha") == "\(clear) alpha", "before the rotation both keys open")
            #expect(try await both.rotate(origin: origin) == (3, 3))
            #expect(try await both.rotate(origin: origin) == (0, 3))
            let new = try store(host, try keys(2))
            #expect(try await new.records().allSatisfy { $0.keyId == new.keys.current.idText })
            #expect(try await read(new, host, "alpha") == "\(clear) alpha")
            #expect(try await read(new, host, "south") == "\(clear) -")
            await #expect(throws: SecretError.self) { try await read(old, host, "alpha") }
            #expect(try await host.audit.entries().filter { $0.action == "secret.rotate" }.count == 1)
        }
    }

    @Test("for a tenant that is not there, or the operator's own, nothing is set")
    func wrongTenant() async throws {
        try await withHost { host in
            _ = try await host.apply.apply(try TenancyFixture.file())
            let store = try store(host)
            for tenant in ["nobody", "operator"] {
                let error = await #expect(throws: SecretError.self) {
                    try await store.set(try SecretValue("x".utf8), plugin: "hosting", name: "api_key", tenant: tenant, origin: origin)
                }
                #expect(error?.code == .wrongTenant)
            }
            #expect(try await store.records().isEmpty)
        }
    }
}
