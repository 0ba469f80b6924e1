import PluginKit

/// A miner as a curtailment's planner sees it, from what Hosting lets others read.
struct ShutdownCandidate: Equatable, Sendable {
    var id: Int64
    var serialNumber: String
    /// The tenant that it belongs to.
    var client: String
    /// Set by people, `maintenance` also while a window runs.
    var status: String
    /// What it was last seen doing; nil where it was never seen.
    var state: String?
    var stateSeconds = 0.0
    /// Since its last reading; nil where there is none.
    var ageSeconds: Double?
    var powerWatts: Double?
    var powerIsEstimated = false
    var hashrateTHs: Double?
    /// Whether it computes something else than SHA-256.
    var isOtherAlgorithm = false
    /// Whether a way is known to put its firmware to sleep.
    var isControllable = true
    /// Whether it showed that its firmware cannot be put to sleep.
    var isSleepless = false
    /// Whether a plan that runs has it already.
    var isInPlan = false

    /// What counts of its power and rate: whole watts and whole gigahashes, as Hosting plans with.
    var wholeWatts: Double { (powerWatts ?? 0).rounded(.down) }
    var wholeGHs: Double { ((hashrateTHs ?? 0) * 1_000).rounded() }

    /// What it drew when it last said so; nothing where people set it offline and where that cannot be true.
    var lastWatts: Double { status != "offline" && (0...ShutdownRules.mostPowerWatts).contains(powerWatts ?? 0) ? wholeWatts : 0 }
}

extension ShutdownCandidate: RowDecodable {
    /// Reads a row of `curtailment_candidates`.
    init(row: Row) throws {
        id = try row["id"]
        serialNumber = try row["serial_number"]
        client = try row["client"]
        status = try row["status"]
        state = try row.text("state")
        stateSeconds = max(0, try row.number("state_seconds") ?? 0)
        ageSeconds = try row.number("age_seconds").map { max(0, $0) }
        powerWatts = try row.number("power_watts")
        powerIsEstimated = try row["power_is_estimated"]
        hashrateTHs = try row.number("hashrate_ths")
        isOtherAlgorithm = try row.text("rate_unit") != nil && hashrateTHs == nil
        isControllable = try row["is_controllable"]
        isSleepless = try row["is_sleepless"]
        isInPlan = try row["is_in_plan"]
    }
}
