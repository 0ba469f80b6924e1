/// Where a curtailment plan stands. Pure.
enum PlanState: String, Sendable, CaseIterable {
    /// Written down; nobody has approved it.
    case pending
    /// Waits for its time.
    case approved
    /// Miners are being switched off.
    case executing
    /// The reduction stands and is held.
    case executed
    /// Miners are being switched on again.
    case recovering
    case completed
    /// Nothing could be shed.
    case failed
    case cancelled

    /// Whether nothing follows.
    var isFinal: Bool { self == .completed || self == .failed || self == .cancelled }
    /// Whether miners are off, or may be.
    var isRunning: Bool { self == .executing || self == .executed || self == .recovering }

    /// Where an event leads; nil where it has no place.
    func after(_ event: PlanEvent) -> PlanState? {
        switch (self, event) {
        case (.pending, .approve): .approved
        case (.pending, .cancel), (.approved, .cancel), (.pending, .expire): .cancelled
        case (.approved, .start): .executing
        case (.approved, .fail), (.recovering, .fail): .failed
        case (.executing, .reach): .executed
        case (.executing, .recover), (.executed, .recover): .recovering
        case (.recovering, .complete): .completed
        default: nil
        }
    }
}
