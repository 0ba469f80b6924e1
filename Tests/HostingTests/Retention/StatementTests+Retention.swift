import PluginKit
import PostgresClient
import Testing

@testable import Hosting

/// What the daily job deletes and what it keeps.
extension StatementTests {
    private func prune(_ world: HostingWorld, _ statement: String, most: Int64 = 100) async throws -> Int {
        let cutoff = PostgresValue.timestamp(micros: 1_700_000_000_000_000)
        return try await world.run(.north, sql: try HostingWorld.statement(statement), [cutoff, .int(most)]).affected
    }

    @Test("course and history of a plan go when it ended before the day, some at a time, and nothing of one that runs")
    func plans() async throws {
        let world = try await StatementTests.world.value
        try await world.run(.north, sql: "DELETE FROM curtailment_plans")
        for (name, ended) in [("old", "'2023-11-01'"), ("new", "'2023-12-01'"), ("running", "NULL")] {
            try await world.run(
                .north,
                sql: """
                    INSERT INTO curtailment_plans (name, plan_type, state, terms, duration_seconds, ended_at)
                    VALUES ($1, 'manual', 'completed', '{}', 600, \(ended)::timestamptz)
                    """, [.text(name)])
        }
        for table in [
            """
            curtailment_samples (plan_id, recorded_at, target_watts, delivered_watts, estimated_watts, lost_ths, miners_off)
            SELECT p.id, timestamptz '2023-10-01' + n * interval '30 s', 1, 1, 0, 1, 1 FROM curtailment_plans p, generate_series(1, 5) n
            """,
            """
            curtailment_plan_events (plan_id, revision, line, happened_at, kind, from_state, to_state)
            SELECT p.id, n, 0, '2023-10-01', 'start', 'approved', 'executing' FROM curtailment_plans p, generate_series(1, 3) n
            """,
        ] { try await world.run(.north, sql: "INSERT INTO \(table)") }
        #expect(try await prune(world, "samples_prune", most: 3) == 3)
        #expect(try await prune(world, "samples_prune", most: 3) == 2)
        #expect(try await prune(world, "events_prune") == 3)
        #expect(try await prune(world, "events_prune") == 0)
        let left = try await world.run(.north, sql: "SELECT 1 FROM curtailment_samples UNION ALL SELECT 1 FROM curtailment_plan_events")
            .rows
        #expect(left.rowCount == 16)
        #expect(try await world.run(.north, sql: "SELECT 1 FROM curtailment_plans").rows.rowCount == 3)
    }

    @Test("an operation stays while the one that took it back does; prices and the history of deleted plans go by their own times")
    func others() async throws {
        let world = try await StatementTests.world.value
        try await world.run(.north, sql: "DELETE FROM operations")
        try await world.run(.north, sql: "DELETE FROM curtailment_prices")
        try await world.run(.north, sql: "DELETE FROM curtailment_deleted_plan_events")
        for (id, finished, undoes) in [
            (1, "'2023-10-01'", "NULL"), (2, "'2023-10-01'", "NULL"), (3, "'2023-12-01'", "2"), (4, "NULL", "NULL"),
            (5, "'2023-12-01'", "NULL"),
        ] {
            try await world.run(
                .north,
                sql: """
                    INSERT INTO operations (id, action, arguments, created_at, finished_at, undoes_id)
                    VALUES (\(id), 'sleep', '{}', '2023-10-01', \(finished)::timestamptz, \(undoes))
                    """)
        }
        try await world.run(
            .north, sql: "INSERT INTO operation_miners (operation_id, miner_id, serial_number) SELECT o.id, 1, 'A' FROM operations o")
        #expect(try await prune(world, "operations_prune") == 1)
        let kept = try await world.run(.north, sql: "SELECT o.operation_id FROM operation_miners o ORDER BY 1").rows
        #expect((0..<kept.rowCount).map { kept.value(row: $0, column: 0) } == [.int(2), .int(3), .int(4), .int(5)])
        try await world.run(
            .north,
            sql: "INSERT INTO curtailment_prices (starts_at, usd_per_mwh) VALUES ('2023-11-14', 50), ('2023-11-15', 60), ('2023-11-10', 1)")
        #expect(try await prune(world, "prices_prune", most: 1) == 1)
        #expect(try await prune(world, "prices_prune") == 1)
        try await world.run(
            .north,
            sql: """
                INSERT INTO curtailment_deleted_plan_events (plan_id, revision, line, happened_at, kind, from_state, to_state)
                VALUES (1, 1, 0, '2023-10-01', 'create', '', 'pending'), (1, 2, 0, '2023-10-02', 'delete', 'pending', ''),
                    (2, 1, 0, '2023-10-01', 'create', '', 'pending'), (2, 2, 0, '2023-12-01', 'delete', 'pending', '')
                """)
        #expect(try await prune(world, "deleted_events_prune") == 2, "a history goes as a whole")
    }

    @Test("each table is kept as long as its own setting says")
    func settings() {
        var settings = HostingSettings(
            connectTimeoutMillis: 500, replyTimeoutMillis: 500, lowHashratePercent: 50, curtailmentSettleSeconds: 45, webPort: 80,
            whatsminerPort: 4_433, keepSamplesDays: 1, keepEventsDays: 2, keepOperationsDays: 3, keepPricesDays: 4)
        #expect(RetainedTable.all(settings).map(\.days) == [1, 2, 2, 3, 4, 4])
        settings.keepEventsDays = 30
        let now = Timestamp(rfc3339: "2026-11-22T10:00:00Z")!
        #expect(RetainedTable.all(settings)[1].cutoff(at: now).rfc3339.hasPrefix("2026-10-23T10:00:00"))
    }
}
