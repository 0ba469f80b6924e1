/// One line of a plan's history.
struct PlanNote: Sendable, Equatable {
    enum Kind: String, Sendable {
        /// Somebody, or a rule, made the plan.
        case made
        /// What it is to do was changed before it was approved, or its rule lengthened it.
        case changed
        case deleted
        /// The plan went to another state.
        case state
        /// Orders are sent to miners.
        case orders
        /// What became of them.
        case results
        /// Miners were found not to do as they were told.
        case disobeyed
        /// Others were chosen in their place.
        case replaced
        /// Sleeping miners were found at work.
        case relapsed
    }

    var kind: Kind
    var from = ""
    var to = ""
    /// Who did it; nil for the schedule.
    var member: String?
    /// What and why.
    var message: PlanMessage
}
