import PostgresClient
import Testing

extension StatementTests {
    @Test("the work mode that an order found is kept through orders that find none, for whoever wakes the miner")
    func workModes() async throws {
        let world = try await StatementTests.world.value
        try await world.run(.alpha, sql: "DELETE FROM miners")
        for serial in ["A", "B"] { try await addMiner(world, serial: serial, observedSecondsAgo: 30) }
        let ids = try await world.rows(.north, "curtailment_miners", .null, .int(0), .int(9), .null).compactMap { Int64($0["id"] ?? "") }
        func order(_ sleeps: Bool, _ mode: String) async throws {
            try await world.run(
                .north, sql: try HostingWorld.statement("power_orders_write"),
                [.json(#"[{"miner_id":\#(ids[0]),"sleeps":\#(sleeps),"work_mode":\#(mode)},{"miner_id":\#(ids[1]),"sleeps":\#(sleeps)}]"#)])
        }
        func known(_ tenant: HostingWorld.Tenant) async throws -> [String] {
            let list = PostgresValue.json(#"["\#(ids[0])","\#(ids[1])","987654321"]"#)
            return try await world.rows(tenant, "work_modes", list).map { "\($0["miner_id"] ?? "") \($0["work_mode"] ?? "")" }
        }
        for (sleeps, mode, expected) in [
            (true, "null", nil), (true, #""3""#, "3"), (true, "null", "3"), (false, "null", "3"), (true, #""0""#, "0"),
        ] as [(Bool, String, String?)] {
            try await order(sleeps, mode)
            for tenant in [HostingWorld.Tenant.alpha, .north] {
                #expect(try await known(tenant) == (expected.map { ["\(ids[0]) \($0)"] } ?? []), "\(tenant)")
            }
        }
    }
}
