/// What a plan came to.
enum PlanOutcome: String, Sendable, CaseIterable {
    /// The target was shed.
    case reached
    /// A little less than the target was shed, within the tolerance.
    case undershootTolerated = "undershoot_tolerated"
    /// Less was shed, and no further miner may be switched off.
    case insufficientLoad = "insufficient_load"
    /// There was nothing to shed.
    case alreadyMet = "already_met"
    /// No miner could be switched off, or none obeyed.
    case nothingShed = "nothing_shed"
    /// Its time passed before it could begin.
    case missed
}
