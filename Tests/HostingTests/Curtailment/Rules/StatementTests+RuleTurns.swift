import PluginKit
import PostgresClient
import Synchronization
import Testing

@testable import Hosting

extension StatementTests {
    private func make(_ name: String, most: Int64) -> [(name: String, parameters: [PostgresValue])] {
        [
            ("rule_turn_take", []),
            (
                "rule_insert",
                [.text(name), .text("weekly"), .null, .text("{}"), .text(#"{"weekly":{}}"#), .text("tester"), .int(most)]
            ),
        ]
    }

    private func total(_ world: HostingWorld) async throws -> String? { try await world.rows(.north, "rules_total").first?["total"] }

    @Test("of two who make the last rule that there is room for at the same moment the later one waits, and then finds none")
    func lastRule() async throws {
        let world = try await StatementTests.world.value
        try await world.run(.north, sql: "DELETE FROM curtailment_rules")
        let early = make("early", most: 1)
        let late = make("late", most: 1)
        let written = Mutex<Task<[Int], any Error>?>(nil)
        try await world.holding(.north, early) { session in
            let task = Task { try await world.batch(.north, late) }
            written.withLock { $0 = task }
            try await world.awaitWaiter(for: session)
        }
        #expect(try await written.withLock { $0 }?.value.last == 0)
        #expect(try await total(world) == "1")
        #expect(try await world.batch(.north, make("late", most: 2)).last == 1)
        #expect(try await world.batch(.alpha, make("another's", most: 1)).last == 1, "each tenant has room of its own")
        for tenant in [HostingWorld.Tenant.north, .alpha] { try await world.run(tenant, sql: "DELETE FROM curtailment_rules") }
    }

    @Test("a tenant with more rules than one may make has all of them looked at, page by page")
    func manyRules() async throws {
        let world = try await StatementTests.world.value
        try await world.run(.north, sql: "DELETE FROM curtailment_rules")
        try await world.run(
            .north,
            sql: """
                INSERT INTO curtailment_rules (name, kind, terms, conditions, created_by, is_enabled)
                SELECT 'rule ' || n, 'weekly', '{}', '{}', 'tester', n % 10 <> 0 FROM generate_series(1, 450) AS n
                """)
        var (names, last): ([String], Int64) = ([], 0)
        while true {
            let rows = try await world.rows(.north, "rules_enabled", .int(last), .int(200))
            names += rows.compactMap { $0["name"] }
            guard rows.count == 200 else { break }
            last = try #require(rows.last?["id"].flatMap { Int64($0) })
        }
        let expected = (1...450).filter { $0 % 10 != 0 }.map { "rule \($0)" }
        #expect(names.sorted() == expected.sorted(), "each of them once")
        #expect(try await world.batch(.north, make("one more", most: 200)).last == 0)
        try await world.run(.north, sql: "DELETE FROM curtailment_rules")
    }
}
