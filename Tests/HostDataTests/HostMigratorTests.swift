import PostgresClient
import TestSupport
import Testing

@testable import HostData

@Suite("Host migrations")
struct HostMigratorTests {
    @Test("a migration that fails leaves nothing behind, and those before it stay")
    func failing() async throws {
        try await withPool { pool in
            let good = HostMigration(1, "good", Array("CREATE TABLE app.good (id int);".utf8))
            let bad = HostMigration(2, "bad", Array("CREATE TABLE app.half (id int); SELECT 1 / 0;".utf8))
            let error = await #expect(throws: HostMigrationError.self) { try await HostMigrator(pool: pool).migrate([good, bad]) }
            #expect(error?.code == .failed)
            let rows = try await pool.query("SELECT to_regclass('app.good') IS NOT NULL, to_regclass('app.half') IS NULL")
            #expect(rows.boolean(row: 0, column: 0) == true && rows.boolean(row: 0, column: 1) == true)
            #expect(try await HostMigrator(pool: pool).migrate([good]).isEmpty)
        }
    }

    @Test("one that changed after it ran is refused, and so is a database of a newer release")
    func changed() async throws {
        try await withPool { pool in
            let one = HostMigration(1, "one", Array("CREATE TABLE app.one (id int);".utf8))
            let two = HostMigration(2, "two", Array("CREATE TABLE app.two (id int);".utf8))
            try await HostMigrator(pool: pool).migrate([one, two])
            let other = HostMigration(1, "one", Array("CREATE TABLE app.one (id bigint);".utf8))
            var error = await #expect(throws: HostMigrationError.self) { try await HostMigrator(pool: pool).migrate([other, two]) }
            #expect(error?.code == .changed)
            error = await #expect(throws: HostMigrationError.self) { try await HostMigrator(pool: pool).migrate([one]) }
            #expect(error?.code == .databaseIsNewer)
        }
    }

    @Test("hosts that start at once migrate once")
    func together() async throws {
        try await withPool { pool in
            let migrations = (1...5).map { HostMigration($0, "m\($0)", Array("CREATE TABLE app.t\($0) (id int);".utf8)) }
            let ran = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<4 { group.addTask { try await HostMigrator(pool: pool).migrate(migrations).count } }
                return try await group.reduce(0, +)
            }
            #expect(ran == 5)
        }
    }
}
