import PostgresClient
import Testing

@testable import HostPlugins

@Suite("The names of members")
struct MemberNamesTests {
    private static let read = "SELECT name FROM app.member_names ORDER BY name"

    /// Every tenant has an owner without a name and a user with one.
    private static func world(grants: String = "\"app.member_names: read\"", statement: String = read) async throws -> SchemaWorld {
        let world = try await SchemaWorld.empty {
            try SchemaWorld.bundle(id: $0, statements: [statement], replacing: [("tables: []", "tables: [\(grants)]")])
        }
        for tenant in SchemaWorld.Tenant.allCases {
            let members = [("owner", PostgresValue.null), ("user", .text("User of \(tenant)"))]
            for (role, name) in members {
                let email = "\(tenant)-\(role)@mail.test"
                _ = try await world.host.query(
                    "INSERT INTO app.members (tenant_id, email, name) VALUES ($1, $2, $3)", .int(tenant.rawValue), .text(email), name)
            }
        }
        return world
    }

    @Test("are read by who asks for them: a tenant's own, a provider's clients' too, never a provider's or a stranger's")
    func sight() async throws {
        let world = try await Self.world()
        try await world.install()
        #expect(try await world.texts(.alpha, Self.read) == ["User of alpha", "alpha-owner"])
        #expect(try await world.texts(.gamma, Self.read) == ["User of gamma", "gamma-owner"])
        #expect(
            try await world.texts(.north, Self.read) == [
                "User of alpha", "User of beta", "User of north", "alpha-owner", "beta-owner", "north-owner",
            ])
        #expect(try await world.texts(nil, Self.read) == [])
        let stranger = "SELECT name FROM app.member_names WHERE tenant_id = \(SchemaWorld.Tenant.beta.rawValue)"
        #expect(try await world.texts(.alpha, stranger) == [])
        let above = "SELECT 1::text FROM app.member_names WHERE name LIKE '%north%' OR name LIKE '%south%'"
        #expect(try await world.texts(.alpha, above) == [])
        for sql in ["DELETE FROM app.member_names", "UPDATE app.member_names SET name = 'x'", "SELECT email FROM app.members"] {
            await #expect(throws: PostgresError.self) { try await world.run(.north, sql) }
        }
        #expect(try await world.audit() == [])
    }

    @Test("tell no address, follow the member, and go with it")
    func followed() async throws {
        let world = try await Self.world()
        try await world.install()
        #expect(try await world.texts(.north, "SELECT name FROM app.member_names WHERE name LIKE '%@%'") == [])
        _ = try await world.host.query("UPDATE app.members SET name = '  Ada  ' WHERE email = 'alpha-owner@mail.test'")
        _ = try await world.host.query("UPDATE app.members SET name = ' ' WHERE email = 'alpha-user@mail.test'")
        #expect(try await world.texts(.alpha, Self.read) == ["Ada", "alpha-user"])
        _ = try await world.host.query("DELETE FROM app.members WHERE email = 'alpha-owner@mail.test'")
        #expect(try await world.texts(.alpha, Self.read) == ["alpha-user"])
    }

    @Test("are read without a grant by nobody: neither does the statement load, nor does the role see them")
    func ungranted() async throws {
        let world = try await Self.world(grants: "")
        let error = await #expect(throws: VettingError.self) { try await world.install() }
        #expect("\(String(describing: error))".contains("table app.member_names: not granted"))
        let other = try await Self.world(grants: "", statement: "SELECT 1")
        try await other.install()
        await #expect(throws: PostgresError.self) { try await other.texts(.alpha, Self.read) }
        // The audit sees a right that nobody gave.
        try await other.tamper("GRANT SELECT ON app.member_names TO rt_hosting")
        #expect(try await other.audit().contains { $0.message.contains("app.member_names") })
    }

    @Test("are read no longer when the manifest stops asking")
    func withdrawn() async throws {
        let world = try await Self.world()
        try await world.install()
        #expect(try await world.texts(.alpha, Self.read).count == 2)
        let without = try SchemaWorld.bundle(id: world.id, statements: ["SELECT 1"])
        try await world.host.withSession {
            _ = try await PluginSchema(bundle: without, password: SchemaWorld.password).install($0, now: SchemaWorld.now)
        }
        await #expect(throws: PostgresError.self) { try await world.texts(.alpha, Self.read) }
        #expect(try await world.audit() == [])
    }
}
