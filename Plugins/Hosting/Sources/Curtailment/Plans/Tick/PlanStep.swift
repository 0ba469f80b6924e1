import PluginKit

/// What one look at a plan came to: what is to be stored, and then what is to be sent.
struct PlanStep: Sendable {
    /// What changes of the plan; nil where it stays.
    struct Change: Sendable, Equatable {
        var state: PlanState?
        var targetWatts: Int64?
        var startsAt: Timestamp?
        var durationSeconds: Int64?
        var isEmergency: Bool?
        var isEndedByMember: Bool?
        var approvedBy: String?
        var approvedAt: Timestamp?
        var startedAt: Timestamp?
        var executedAt: Timestamp?
        var recoveringAt: Timestamp?
        var endedAt: Timestamp?
        var mostWatts: Int64?
        var outcome: PlanOutcome?
        var message: PlanMessage?
        /// JSON.
        var skipped: String?
    }

    var change = Change()
    /// Miners that are new or changed.
    var miners: [PlanMiner] = []
    var orders: [DeviceOrder] = []
    var notes: [PlanNote] = []
    var totals: PlanTotals?
    /// When there is something to do again, at the latest; nil for nothing but the next look.
    var nextAt: Timestamp?

    /// Whether anything is to be stored.
    var isEmpty: Bool { change == Change() && miners.isEmpty && notes.isEmpty && totals == nil }
}
