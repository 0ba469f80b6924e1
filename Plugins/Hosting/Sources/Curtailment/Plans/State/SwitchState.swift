/// Where one miner of a plan stands.
enum SwitchState: String, Sendable, CaseIterable {
    /// Is to be told to sleep at its time; again, after a try that failed.
    case planned
    /// Was told to sleep, or is about to be: written down before it is sent.
    case ordered
    /// Sleeps, by what it showed after the order.
    case off
    /// Does not sleep after all tries. It is told to wake with the others, since nobody knows what it did hear.
    case disobeyed
    /// Is to be told to wake at its time.
    case resting
    /// Was told to wake, or is about to be.
    case waking
    /// Hashes again.
    case on
    /// Did not come back after all tries: somebody has to look at it.
    case stuck
    /// Was never told to sleep.
    case released

    /// Whether the plan has nothing more to do with it once it recovers.
    var isSettled: Bool { self == .on || self == .stuck || self == .released }
    /// Whether it belongs to the time before the recovery.
    var isBeforeRecovery: Bool { self == .planned || self == .ordered || self == .off || self == .disobeyed }
}
