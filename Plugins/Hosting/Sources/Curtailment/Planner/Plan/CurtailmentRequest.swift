/// What a curtailment plan is to reach, and how.
struct CurtailmentRequest: Sendable, Equatable {
    /// What is to change.
    enum Goal: Sendable, Equatable {
        /// Shed so many watts.
        case reduceBy(watts: Int64)
        /// Bring the power of all miners in scope down to so many watts.
        case reduceTo(watts: Int64)
    }

    var goal: Goal
    /// Whether every client sheds in proportion to its power.
    var isFair = false
    /// Of all miners; nil for no limit.
    var maximumSwitched: Int?
    /// Of each client's miners; nil for no limit.
    var maximumPerClient: Int?
    /// Of each client's miners in scope, rounded down; nil for no limit.
    var maximumPercentPerClient: Int?
    var rules = EligibilityRules()
    var times = SwitchTimes()
}
