import PostgresClient
import Testing

/// Who cannot be put to sleep, as the planner is told it.
extension StatementTests {
    @Test("what an order showed holds for the firmware that the miner had then, and is forgotten with it or when an order is taken")
    func sleepless() async throws {
        let world = try await StatementTests.world.value
        try await world.run(.north, sql: "DELETE FROM miners")
        try await addMiner(world, serial: "S-1", observedSecondsAgo: 10)
        try await addMiner(world, serial: "S-2", observedSecondsAgo: nil)
        try await world.run(.alpha, sql: "UPDATE miner_states SET firmware = 'Bitmain 16.8.1.3'")
        let ids = try await world.rows(.alpha, "miners_page", .int(5), .int(0)).compactMap { Int64($0["id"] ?? "") }
        func told() async throws -> [String] {
            let rows = try await world.rows(.north, "curtailment_miners", .null, .int(0), .int(10), .null)
            return rows.filter { $0["is_sleepless"] == "true" }.compactMap { $0["serial_number"] }
        }
        func show(_ firmware: String) async throws {
            let json = ids.map {
                #"{"miner_id": \#($0), "firmware": \#(firmware), "detail": "Has none.", "code": "no_work_mode", "figures": "{}"}"#
            }.joined(separator: ",")
            try await world.run(.north, sql: try HostingWorld.statement("sleepless_write"), [.json("[\(json)]")])
        }
        #expect(try await told().isEmpty)
        // A device that was asked itself is known by what it stated last; one that never told its firmware is not remembered.
        try await show("null")
        #expect(try await told() == ["S-1"])
        let detail = try await world.rows(.alpha, "miner_detail", .int(ids[0]))
        #expect(detail.first?["cannot_sleep_because"] == "Has none." && detail.first?["cannot_sleep_code"] == "no_work_mode")
        try await world.run(.alpha, sql: "UPDATE miner_states SET firmware = 'Bitmain 49.0.1.3'")
        #expect(try await told().isEmpty, "another firmware may be able to")
        #expect(try await world.rows(.alpha, "miner_detail", .int(ids[0])).first?["cannot_sleep_because"] == nil)
        try await world.run(.alpha, sql: try HostingWorld.statement("sleepless_prune"))
        try await world.run(.alpha, sql: "UPDATE miner_states SET firmware = 'Bitmain 16.8.1.3'")
        #expect(try await told().isEmpty, "it was forgotten")
        try await show(#""Bitmain 16.8.1.3""#)
        #expect(try await told() == ["S-1"])
        try await world.run(.alpha, sql: try HostingWorld.statement("sleepless_prune"))
        #expect(try await told() == ["S-1"])
        try await world.run(
            .north, sql: try HostingWorld.statement("sleepless_forget"), [.json(#"[{"miner_id": \#(ids[0]), "sleeps": true}]"#)])
        #expect(try await told().isEmpty)
    }
}
