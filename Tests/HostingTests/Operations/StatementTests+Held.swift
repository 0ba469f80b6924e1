import PostgresClient
import Testing

/// Miners that a running plan holds.
extension StatementTests {
    @Test("a miner that a plan holds is not deleted and goes to no other site, for its provider and for its client, until it is back")
    func held() async throws {
        let world = try await StatementTests.world.value
        try await world.run(.north, sql: "DELETE FROM curtailment_plans")
        try await world.run(.alpha, sql: "DELETE FROM curtailment_reductions")
        try await world.run(.alpha, sql: "DELETE FROM operations")
        try await world.run(.alpha, sql: "DELETE FROM miners")
        try await addMiner(world, serial: "OP-1", observedSecondsAgo: nil)
        let site = try #require(
            try await world.rows(.north, "site_insert", .text("Held \(Int.random(in: 0...1_000_000))"), .text(""), .double(1), .null)
                .first?["id"])
        let siteId = try #require(Int64(site))
        let miner = try #require(try await world.rows(.alpha, "miners_page", .int(1), .int(0)).first.flatMap { Int64($0["id"] ?? "") })
        try await world.run(
            .north,
            sql:
                "INSERT INTO curtailment_plans (name, plan_type, state, terms, duration_seconds) VALUES ('Peak', 'manual', 'executed', '{}', 600)"
        )
        try await world.run(
            .north,
            sql: """
                INSERT INTO curtailment_plan_miners (plan_id, miner_id, owner_key, serial_number, client, baseline_watts, baseline_ths, state, due_at)
                SELECT p.id, $1, $2, 'OP-1', 'alpha', 3000, 90, 'off', now() FROM curtailment_plans p
                """, [.int(miner), .int(HostingWorld.Tenant.alpha.rawValue)])
        try await world.run(
            .alpha,
            sql: """
                INSERT INTO curtailment_reductions (plan_tenant_id, plan_id, miner_id, from_at, baseline_watts) VALUES ($1, 1, $2, now(), 3000)
                """, [.int(HostingWorld.Tenant.north.rawValue), .int(miner)])
        func move(_ tenant: HostingWorld.Tenant) async throws -> Int {
            try await world.rows(
                tenant, "miner_update",
                [.int(miner), .null, .null, .null, .null, .null, .bool(true), .int(siteId), .text(""), .null, .null]
            ).count
        }
        func delete(_ tenant: HostingWorld.Tenant) async throws -> Int {
            try await world.run(tenant, sql: try HostingWorld.statement("miner_delete"), [.int(miner)]).affected
        }
        func reasons(_ tenant: HostingWorld.Tenant) async throws -> [String] {
            try await world.rows(tenant, "miner_hindrances", .int(miner), .null, .null, .null).compactMap { $0["name"] ?? $0["hindrance"] }
        }
        for tenant in [HostingWorld.Tenant.north, .alpha] {
            #expect(try await delete(tenant) == 0)
            #expect(try await move(tenant) == 0)
        }
        #expect(try await reasons(.north) == ["Peak", "reduction"])
        #expect(try await reasons(.alpha) == ["reduction"], "a client does not see its provider's plans")
        let operation = try await order(world, "set_site", #"{"site_id":"\#(siteId)"}"#)
        try await apply(world, operation)
        let outcomes = try await world.rows(.alpha, "operation_miners_page", [.int(operation), .null, .int(20), .int(0)])
        #expect(outcomes.map { $0["outcome"] } == ["refused"])
        #expect(outcomes.first?["detail"] == "A curtailment of the provider holds this miner.")
        try await world.run(.alpha, sql: "UPDATE curtailment_reductions SET until_at = now()")
        #expect(try await delete(.north) == 0, "it is told to wake, and not seen awake")
        try await world.run(.north, sql: "UPDATE curtailment_plan_miners SET state = 'on'")
        #expect(try await reasons(.north).isEmpty)
        #expect(try await move(.north) == 1)
        #expect(try await delete(.alpha) == 1)
    }
}
