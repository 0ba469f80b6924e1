import PostgresClient
import Testing

@testable import HostPlugins

@Suite("A table that is append-only")
struct AppendOnlyTests {
    private static let add = "INSERT INTO miners (serial) VALUES ('one')"

    private static func world(_ statement: String = add) async throws -> SchemaWorld {
        try await SchemaWorld.empty {
            try SchemaWorld.bundle(id: $0, statements: [statement], replacing: [("miners: {}", "miners: {append_only: true}")])
        }
    }

    @Test("takes rows and gives them back, and lets its plugin's role change and remove none")
    func kept() async throws {
        let world = try await Self.world()
        try await world.install()
        _ = try await world.run(.alpha, Self.add)
        for sql in [
            "UPDATE miners SET serial = 'two'", "DELETE FROM miners", "WITH gone AS (DELETE FROM miners RETURNING 1) SELECT * FROM gone",
            "INSERT INTO miners (id, serial) SELECT id, 'x' FROM miners ON CONFLICT (tenant_id, id) DO UPDATE SET serial = 'two'",
            "SELECT * FROM miners FOR UPDATE",
        ] {
            let error = await #expect(throws: PostgresError.self, "\(sql)") { try await world.run(.alpha, sql) }
            #expect(error?.sqlState == "42501", "\(sql)")
        }
        #expect(try await world.texts(.alpha, "SELECT serial FROM miners") == ["one"])
        #expect(try await world.audit() == [])
        try await world.tamper("GRANT DELETE ON miners TO rt_hosting")
        #expect(try await !world.audit().isEmpty)
    }

    @Test(
        "refuses statements that would change rows before any of them runs",
        arguments: [
            "UPDATE miners SET serial = 'two'", "DELETE FROM miners",
            "INSERT INTO miners (serial) VALUES ('one') ON CONFLICT (tenant_id, id) DO UPDATE SET serial = 'two'",
            "SELECT serial FROM miners FOR UPDATE",
        ])
    func vetted(_ statement: String) async throws {
        let world = try await Self.world(statement)
        await #expect(throws: (any Error).self) { try await world.install() }
    }
}
