import PluginKit

/// Who keeps plans and knows the fleet.
protocol PlanKeeping: Sendable {
    /// Plans that run, whose time has come, or that lost it.
    func inMotion() async throws -> [Int64]

    /// A plan with its miners as last seen; nil where there is none.
    func load(_ id: Int64) async throws -> (plan: PlanRecord, miners: [PlanMiner])?

    /// What a plan may choose from.
    func fleet(of scope: FleetScope) async throws -> [FleetMiner]

    /// Stores a step, whole or not at all. False where the plan is no longer as it was read.
    func write(_ step: PlanStep, for plan: PlanRecord, at now: Timestamp) async throws -> Bool
}
