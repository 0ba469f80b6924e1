import PostgresClient
import Testing

@testable import Hosting

extension StatementTests {
    @Test("a history of very many orders keeps every line of another kind, the last of the orders, and tells how many lines there are")
    func longHistory() async throws {
        let world = try await StatementTests.world.value
        let plan: Int64 = 918_273
        try await world.run(
            .north,
            sql: """
                INSERT INTO curtailment_deleted_plan_events (plan_id, revision, line, happened_at, kind, from_state, to_state)
                SELECT $1::bigint, n, 0, now(), CASE WHEN n IN (1, 2, 700) THEN 'state' WHEN n % 2 = 0 THEN 'orders' ELSE 'results' END, '', ''
                FROM generate_series(1, 1200) AS n
                """, [.int(plan)])
        let kinds = try await world.rows(.north, "plan_events", .int(plan)).map { $0["kind"] ?? "" }
        #expect(kinds.count == 503 && kinds.filter { $0 == "state" }.count == 3)
        #expect(kinds.first == "orders" && kinds.suffix(2) == ["state", "state"], "the youngest first")
        #expect(try await world.rows(.north, "plan_events_total", .int(plan)).first?["total"] == "1200")
        try await world.run(.north, sql: "DELETE FROM curtailment_deleted_plan_events WHERE plan_id = $1", [.int(plan)])
    }
}
