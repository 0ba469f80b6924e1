/// A miner as the planner sees it: what was last observed, and what people set.
struct CurtailableMiner: Sendable, Equatable {
    var id: Int64
    var serialNumber: String
    /// The tenant that it belongs to.
    var client: String
    /// Set by people: `active`, `offline`, `maintenance`.
    var status: String
    /// What it was last seen doing, as in `ObservedState`; nil where it was never seen.
    var state: String?
    /// Since it is in this state.
    var stateSeconds: Int64 = 0
    /// Since its last reading; nil where there is none.
    var ageSeconds: Int64?
    /// What it draws.
    var powerWatts: Double?
    /// Whether the power follows from rate and nameplate alone.
    var powerIsEstimated = false
    var hashrateTHs: Double?
    /// Whether it computes something else than SHA-256.
    var isOtherAlgorithm = false
    /// The firmware as it states it, name first.
    var firmware: String?
    /// Whether it showed, with this firmware, that it cannot be put to sleep.
    var isSleepless = false
    /// Whether a plan that runs has it already.
    var isInPlan = false
    /// Whether that plan has it off, seen asleep or silent since its order: without a reading it is taken to draw nothing.
    var isHeldOff = false
}
