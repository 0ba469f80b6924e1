import PluginKit

/// A plan as it is stored, as far as its execution reads it.
struct PlanRecord: Sendable {
    let id: Int64
    var name = ""
    var state: PlanState
    /// Grows with every write.
    var revision: Int64
    /// What it is to reach, within which limits, ramps and rules.
    var request: CurtailmentRequest
    var siteId: Int64?
    /// Of the sites that it may choose from, empty for the default one; nil for all.
    var market: String?
    /// Watts to shed; nil until the start where a power to come down to was asked for.
    var targetWatts: Int64?
    /// Of the target: so much less than it still counts as reached.
    var tolerancePercent: Double = 1
    /// Nil: with the approval.
    var startsAt: Timestamp?
    var durationSeconds: Int64
    var isEmergency = false
    var recoveringAt: Timestamp?
    var outcome: PlanOutcome?
    var message = ""

    /// A plan's site stands in its row.
    var scope: FleetScope { FleetScope(siteId: siteId, market: siteId == nil ? market : nil) }
    /// When the miners come back; nil while the begin is open.
    var endsAt: Timestamp? { startsAt?.adding(seconds: Double(durationSeconds)) }
    /// What may be missing.
    var toleratedWatts: Double { Double(targetWatts ?? 0) * tolerancePercent / 100 }
}

extension PlanRecord: RowDecodable {
    /// Reads a row of `plan_detail`.
    init(row: Row) throws {
        id = try row["id"]
        name = try row["name"]
        let state: String = try row["state"]
        guard let known = PlanState(rawValue: state) else { throw PluginError(.internal, "A plan is in the unknown state \(state).") }
        self.state = known
        revision = try row["revision"]
        let terms: String = try row["terms"]
        let draft = try PreviewDraft(try JSONValue(parsing: Array(terms.utf8)))
        request = draft.request
        market = draft.market
        siteId = try row.integer("site_id")
        targetWatts = try row.number("target_power_reduction").map { Int64($0) }
        tolerancePercent = try row["tolerance_percent"]
        startsAt = try row.timestamp("starts_at")
        durationSeconds = try row["duration_seconds"]
        isEmergency = try row["is_emergency"]
        recoveringAt = try row.timestamp("recovering_at")
        outcome = try row.text("outcome").flatMap(PlanOutcome.init)
        message = try row["message"]
    }
}
