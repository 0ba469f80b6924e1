import PluginKit

/// Plans in the database of one tenant.
struct PlanStore: PlanKeeping {
    let context: PluginContext

    /// Rows of one statement: below what an answer may have.
    private static let pageSize: Int64 = 9_000

    static let notFound = PluginError(.notFound, "There is no such curtailment plan.")

    func inMotion() async throws -> [Int64] {
        var ids: [Int64] = []
        while true {
            let rows = try await context.database.query("plans_in_motion", .integer(ids.last ?? 0), .integer(PlanStore.pageSize))
            ids += try rows.map { try $0["id"] }
            if rows.count < Int(PlanStore.pageSize) { return ids }
        }
    }

    func load(_ id: Int64) async throws -> (plan: PlanRecord, miners: [PlanMiner])? {
        guard let row = try await context.database.query("plan_detail", .integer(id)).first else { return nil }
        return (try PlanRecord(row: row), try await miners(of: id))
    }

    /// The miners of a plan.
    func miners(of id: Int64) async throws -> [PlanMiner] {
        var miners: [PlanMiner] = []
        while true {
            let rows = try await context.database.query(
                "plan_miners", .integer(id), .integer(miners.last?.minerId ?? 0), .integer(PlanStore.pageSize))
            miners += try rows.decode()
            if rows.count < Int(PlanStore.pageSize) { return miners }
        }
    }

    func fleet(of scope: FleetScope) async throws -> [FleetMiner] {
        var fleet: [FleetMiner] = []
        while true {
            let page = scope.values(after: fleet.last?.miner.id ?? 0, most: PlanStore.pageSize)
            let rows = try await context.database.batch([Database.Call("curtailment_miners", parameters: page)])[0].rows
            fleet += try rows.decode()
            if rows.count < Int(PlanStore.pageSize) { return fleet }
        }
    }

    func write(_ step: PlanStep, for plan: PlanRecord, at now: Timestamp) async throws -> Bool {
        let rows = try await context.database.query(
            "plan_step", .integer(plan.id), .integer(plan.revision), .text(plan.state.rawValue),
            // What a plan delivered is what it held: on the way back it is told by the samples alone.
            .json { step.change.write(to: &$0, totals: plan.state == .recovering ? nil : step.totals) },
            .json { json in json.array { json in for miner in step.miners { miner.write(to: &json) } } },
            step.notes.value(at: now),
            .json { json in
                json.array { json in
                    guard let totals = step.totals else { return }
                    json.object { totals.write(to: &$0, targetWatts: step.change.targetWatts ?? plan.targetWatts ?? 0, at: now) }
                }
            })
        guard !rows.isEmpty else { return false }
        if !step.notes.isEmpty { try? context.events.publish("curtailment") { json in json.field("plan_id", String(plan.id)) } }
        return true
    }
}
