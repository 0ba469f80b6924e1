import HostData
import PostgresClient
import Testing

@testable import HostPlugins

@Suite("The mails of a day are counted in the database", .serialized, .timeLimit(.minutes(5)))
struct MailDayTests {
    private static func sender(_ tenant: SchemaWorld.Tenant, _ plugin: String = "writer") -> RouteTable.Place {
        RouteTable.Place(tenantKey: tenant.rawValue, plugin: plugin)
    }

    private func take(_ days: MailDays, _ mails: Int, _ sender: RouteTable.Place, limit: Int = 10) async throws -> MailDays.Outcome {
        try await days.take(mails, of: sender, limit: limit, deadlineNanos: monotonicNanos() + 60_000_000_000)
    }

    @Test("For all hosts, each tenant and plugin by itself; what is refused costs nothing, and a new day begins with none")
    func days() async throws {
        let world = try await SchemaWorld.empty()
        let (one, two) = (try world.database(), try world.database())
        let (here, there) = (MailDays(database: one), MailDays(database: two))
        let alpha = Self.sender(.alpha)
        #expect(try await here.today().isEmpty)
        #expect(try await take(here, 11, alpha) == .init(isTaken: false, mails: 0), "more than any day allows")
        #expect(try await take(here, 6, alpha) == .init(isTaken: true, mails: 6))
        #expect(try await take(there, 5, alpha) == .init(isTaken: false, mails: 6))
        #expect(try await take(there, 4, alpha) == .init(isTaken: true, mails: 10))
        #expect(try await take(here, 1, alpha) == .init(isTaken: false, mails: 10))
        #expect(try await take(here, 1, alpha, limit: 11) == .init(isTaken: true, mails: 11), "a raised limit holds at once")
        #expect(try await take(here, 3, Self.sender(.beta)) == .init(isTaken: true, mails: 3))
        #expect(try await take(here, 2, Self.sender(.alpha, "clerk")) == .init(isTaken: true, mails: 2))
        #expect(try await there.today() == [alpha: 11, Self.sender(.beta): 3, Self.sender(.alpha, "clerk"): 2])

        _ = try await world.host.query("UPDATE app.mail_days SET day = day - 1 WHERE plugin = $1", .text("writer"))
        #expect(try await here.today() == [Self.sender(.alpha, "clerk"): 2])
        #expect(try await take(there, 9, alpha) == .init(isTaken: true, mails: 9))
        await one.close()
        await two.close()
    }

    @Test("Many at once take no more than the limit together") func together() async throws {
        let world = try await SchemaWorld.empty()
        let database = try world.database()
        let days = MailDays(database: database)
        let taken = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<40 { group.addTask { try await take(days, 3, Self.sender(.alpha), limit: 50).isTaken ? 3 : 0 } }
            return try await group.reduce(0, +)
        }
        #expect(taken == 48)
        #expect(try await days.today() == [Self.sender(.alpha): 48])
        await database.close()
    }
}
