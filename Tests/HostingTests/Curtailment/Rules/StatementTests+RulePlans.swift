import PluginKit
import PostgresClient
import Testing

@testable import Hosting

extension StatementTests {
    private func plan(_ world: HostingWorld, _ name: String, state: String, rule: Int64 = 7) async throws -> Int64 {
        try await world.run(
            .north,
            sql: """
                INSERT INTO curtailment_plans (name, plan_type, state, terms, duration_seconds, rule_id, starts_at)
                VALUES ($1, 'automatic', $2, '{}', 600, $3, now())
                """, [.text(name), .text(state), .int(rule)])
        let rows = try await world.run(.north, sql: "SELECT id FROM curtailment_plans WHERE name = $1", [.text(name)]).rows
        guard case .int(let id) = rows.value(row: 0, column: 0) else { throw PluginError(.internal, "no plan") }
        return id
    }

    private func step(
        _ world: HostingWorld, _ id: Int64, _ state: String, _ change: PlanStep.Change, _ miners: [PlanMiner] = [], revision: Int64 = 1
    ) async throws {
        func json(_ write: (inout JSONWriter) -> Void) -> PostgresValue {
            var json = JSONWriter()
            write(&json)
            return .text(String(decoding: json.bytes, as: UTF8.self))
        }
        let rows = try await world.rows(
            .north, "plan_step",
            [
                .int(id), .int(revision), .text(state), json { change.write(to: &$0, totals: nil) },
                json { json in json.array { json in for miner in miners { miner.write(to: &json) } } }, .text("[]"), .text("[]"),
            ])
        #expect(rows.count == 1)
    }

    @Test("a rule is told of its plans that run and of the last one whatever became of it; who ended it and a new length are kept")
    func rulePlans() async throws {
        let world = try await StatementTests.world.value
        try await world.run(.north, sql: "DELETE FROM curtailment_plans")
        _ = try await plan(world, "old", state: "failed")
        let held = try await plan(world, "held", state: "executed")
        let last = try await plan(world, "last", state: "recovering")
        _ = try await plan(world, "another's", state: "executed", rule: 8)
        var failed = PlanStep.Change()
        (failed.state, failed.outcome, failed.isEndedByMember) = (.failed, .nothingShed, true)
        failed.endedAt = World.begin
        try await step(world, last, "recovering", failed)
        var longer = PlanStep.Change()
        longer.durationSeconds = 604_800
        try await step(world, held, "executed", longer)
        let rows = try await world.rows(.north, "rule_plans", .int(7))
        #expect(rows.map { $0["id"] } == ["\(held)", "\(last)"])
        #expect(rows[0]["duration_seconds"] == "604800" && rows[0]["is_ended_by_member"] == "false")
        #expect(rows[1]["outcome"] == "nothing_shed" && rows[1]["is_ended_by_member"] == "true")
        #expect(rows[1]["ended_at"] == "\(World.begin.unixMicros / 1_000_000)")
        try await world.run(.north, sql: "DELETE FROM curtailment_plans")
    }

    @Test("a plan's miner is in maintenance while a window of it runs, and its power is told as estimated where it is")
    func planMiners() async throws {
        let world = try await StatementTests.world.value
        try await world.run(.north, sql: "DELETE FROM curtailment_plans")
        try await world.run(.alpha, sql: "DELETE FROM miners")
        try await addMiner(world, serial: "PM-1", observedSecondsAgo: 10)
        try await world.run(.alpha, sql: "UPDATE miner_states SET power_is_estimated = true")
        let miner = try #require(try await world.rows(.alpha, "miners_page", .int(1), .int(0)).first.flatMap { Int64($0["id"] ?? "") })
        let id = try await plan(world, "served", state: "executed")
        let chosen = PlanMiner(
            minerId: miner, ownerKey: HostingWorld.Tenant.alpha.rawValue, serialNumber: "PM-1", client: "alpha", baselineWatts: 3_000,
            baselineTHs: 90, dueAt: World.begin)
        try await step(world, id, "executed", PlanStep.Change(), [chosen])
        func row() async throws -> [String: String] {
            try await world.rows(.north, "plan_miners", .int(id), .int(0), .int(10)).first ?? [:]
        }
        #expect(try await row()["status"] == "active")
        #expect(try await row()["power_is_estimated"] == "true")
        try await world.run(
            .alpha,
            sql: """
                INSERT INTO maintenance_windows (miner_id, from_at, until_at)
                VALUES ($1, now() - interval '1 minute', now() + interval '1 hour')
                """, [.int(miner)])
        #expect(try await row()["status"] == "maintenance")
        try await world.run(.alpha, sql: "DELETE FROM maintenance_windows")
        try await world.run(.north, sql: "DELETE FROM curtailment_plans")
        try await world.run(.alpha, sql: "DELETE FROM miners")
    }

    @Test("a plan has its miners until they are back or given up, and holds off those that it took down and has not brought back")
    func heldOff() async throws {
        let world = try await StatementTests.world.value
        try await world.run(.north, sql: "DELETE FROM curtailment_plans")
        try await world.run(.alpha, sql: "DELETE FROM miners")
        try await addMiner(world, serial: "HO-1", state: "unreachable", observedSecondsAgo: 10)
        let miner = try #require(try await world.rows(.alpha, "miners_page", .int(1), .int(0)).first.flatMap { Int64($0["id"] ?? "") })
        func told() async throws -> [String?] {
            let row = try await world.rows(.north, "curtailment_miners", .null, .int(0), .int(10), .null).first ?? [:]
            return [row["is_in_plan"], row["is_held_off"]]
        }
        #expect(try await told() == ["false", "false"])
        var held = PlanMiner(
            minerId: miner, ownerKey: HostingWorld.Tenant.alpha.rawValue, serialNumber: "HO-1", client: "alpha", baselineWatts: 3_000,
            baselineTHs: 90, dueAt: World.begin)
        let cases: [(state: SwitchState, offAt: Timestamp?, onAt: Timestamp?, isHeldOff: String)] = [
            (.planned, nil, nil, "false"), (.ordered, nil, nil, "false"), (.off, World.begin, nil, "true"),
            (.resting, World.begin, nil, "true"), (.waking, World.begin, nil, "true"), (.waking, nil, nil, "false"),
            (.disobeyed, nil, World.begin, "false"), (.on, World.begin, World.begin, "false"), (.stuck, World.begin, World.begin, "false"),
            (.released, nil, nil, "false"),
        ]
        for (index, one) in cases.enumerated() {
            let id = try await plan(world, "held \(index)", state: "executed")
            (held.state, held.offAt, held.onAt) = (one.state, one.offAt, one.onAt)
            try await step(world, id, "executed", PlanStep.Change(), [held])
            #expect(try await told() == [one.state.isSettled ? "false" : "true", one.isHeldOff], "\(one)")
            try await world.run(.north, sql: "UPDATE curtailment_plans SET state = 'completed'")
            #expect(try await told() == ["false", "false"], "its plan is over")
        }
        try await world.run(.north, sql: "DELETE FROM curtailment_plans")
        try await world.run(.alpha, sql: "DELETE FROM miners")
    }

    @Test("each time that a miner sleeps in a plan is a reduction of its own, with what it took then")
    func reductions() async throws {
        let world = try await StatementTests.world.value
        try await world.run(.north, sql: "DELETE FROM curtailment_plans")
        let id = try await plan(world, "twice", state: "executed")
        func after(_ seconds: Double) -> Timestamp { World.begin.adding(seconds: seconds) }
        var miner = PlanMiner(
            minerId: 987_654, ownerKey: HostingWorld.Tenant.alpha.rawValue, serialNumber: "TW-1", client: "alpha", baselineWatts: 3_000,
            baselineTHs: 90, dueAt: World.begin)
        var revision: Int64 = 0
        func store() async throws {
            revision += 1
            try await step(world, id, "executed", PlanStep.Change(), [miner], revision: revision)
        }
        (miner.state, miner.offAt, miner.curtailedKWh, miner.estimatedKWh, miner.lostTHHours) = (.off, after(0), 1, 0.25, 30)
        try await store()
        (miner.state, miner.onAt, miner.curtailedKWh) = (.disobeyed, after(600), 1.5)
        try await store()
        (miner.state, miner.offAt, miner.onAt, miner.curtailedKWh, miner.lostTHHours) = (.off, after(1_800), nil, 4, 100)
        try await store()
        func rows() async throws -> [[String: String]] {
            try await world.rows(.alpha, "reductions_of_plan", .int(id), .int(0), .timestamp(micros: 0), .int(10))
        }
        var told = try await rows()
        try #require(told.count == 2)
        #expect(told[0]["until_at"] == "\(after(600).unixMicros / 1_000_000)" && told[1]["until_at"] == nil)
        #expect(told.map { $0["curtailed_kwh"].flatMap(Double.init) } == [1.5, 2.5])
        #expect(told.map { $0["estimated_kwh"].flatMap(Double.init) } == [0.25, 0])
        #expect(told.map { $0["lost_th_hours"].flatMap(Double.init) } == [30, 70])
        (miner.state, miner.onAt, miner.curtailedKWh, miner.estimatedKWh) = (.on, after(3_600), 6, nil)
        try await store()
        told = try await rows()
        #expect(told.count == 2 && told[1]["curtailed_kwh"].flatMap(Double.init) == 4.5 && told[1]["estimated_kwh"] == nil)
        #expect(told.first?["curtailed_kwh"].flatMap(Double.init) == 1.5)
        try await world.run(.alpha, sql: "DELETE FROM curtailment_reductions")
        try await world.run(.north, sql: "DELETE FROM curtailment_plans")
    }
}
