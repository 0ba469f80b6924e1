/// What moves a plan from one state to the next.
enum PlanEvent: String, Sendable, CaseIterable {
    /// Somebody allows it.
    case approve
    /// Somebody gives it up before it began.
    case cancel
    /// Its time has come and miners were chosen.
    case start
    /// All that can be switched off is off.
    case reach
    /// Its time is over, or somebody wants the miners back.
    case recover
    /// The miners are back.
    case complete
    /// Nothing could be shed.
    case fail
    /// Its time passed without an approval.
    case expire
}
