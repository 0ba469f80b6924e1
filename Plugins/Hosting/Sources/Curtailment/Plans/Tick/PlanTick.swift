import PluginKit

/// One look at a plan: from what is stored of it, what was seen of its miners, and the time, what to store and what to send. Pure.
///
/// It can be repeated at any moment: what was stored before a process was lost is taken up where it stood. An order is stored before it is
/// sent, so one without a result is sent again, and telling a sleeping miner to sleep does nothing.
struct PlanTick {
    let plan: PlanRecord
    let now: Timestamp
    /// All miners that may be chosen; nil where they were not read.
    let fleet: [FleetMiner]?
    var rules = SwitchRules()
    var solver = CoverSolver()
    var state: PlanState
    var miners: [PlanMiner]
    var step = PlanStep()
    private let before: [PlanMiner]

    private static let accountingMicros: Int64 = 55_000_000

    /// A step, or that the fleet is needed to make it.
    enum Answer: Sendable {
        case step(PlanStep)
        case needsFleet
    }

    private init(_ plan: PlanRecord, _ miners: [PlanMiner], fleet: [FleetMiner]?, now: Timestamp, rules: SwitchRules, solver: CoverSolver) {
        (self.plan, self.miners, self.fleet, self.now, self.rules, self.solver) = (plan, miners, fleet, now, rules, solver)
        state = plan.state
        before = miners
    }

    /// Looks at a plan. Throws `PlannerError` as the planner does.
    static func look(
        at plan: PlanRecord, _ miners: [PlanMiner], fleet: [FleetMiner]?, now: Timestamp, rules: SwitchRules = SwitchRules(),
        solver: CoverSolver = CoverSolver()
    ) throws(PlannerError) -> Answer {
        var tick = PlanTick(plan, miners, fleet: fleet, now: now, rules: rules, solver: solver)
        switch plan.state {
        case .pending, .approved: return try tick.waiting()
        case .executing, .executed, .recovering: return try tick.running()
        case .completed, .failed, .cancelled: return .step(PlanStep())
        }
    }

    private mutating func waiting() throws(PlannerError) -> Answer {
        let startsAt = plan.startsAt ?? now
        if now >= startsAt.adding(seconds: Double(plan.durationSeconds)) {
            move(plan.state == .pending ? .expire : .fail, plan.state == .pending ? .expired : .missed)
            step.change.outcome = .missed
            return .step(step)
        }
        guard plan.state == .approved else { return .step(step) }
        guard now >= startsAt else {
            step.nextAt = startsAt
            return .step(step)
        }
        guard let fleet else { return .needsFleet }
        return .step(try PlanStart.step(plan, fleet, now: now, solver: solver))
    }

    private mutating func running() throws(PlannerError) -> Answer {
        letGoOffline()
        for place in miners.indices where isToAccount(miners[place]) { miners[place].account(until: now) }
        if state != .recovering, let endsAt = plan.endsAt, now >= endsAt { move(.recover, .timeOver) }
        if state == .recovering {
            recover()
        } else {
            switchOff()
            guard try compensate() else { return .needsFleet }
        }
        order()
        settle()
        step.totals = PlanTotals(miners, at: now)
        step.miners = miners.enumerated().filter { !before.indices.contains($0.offset) || before[$0.offset] != $0.element }.map(\.element)
        step.nextAt = nextAt
        return .step(step)
    }

    /// What stays off is added up once a minute, so that a look does not write every row.
    private func isToAccount(_ miner: PlanMiner) -> Bool {
        guard miner.state == .off, let last = miner.accountedUntil else { return true }
        return now.micros(since: last) >= PlanTick.accountingMicros
    }

    /// Moves the plan by an event that has a place in its state.
    mutating func move(_ event: PlanEvent, _ why: PlanMessage) {
        guard let next = state.after(event) else { return }
        step.notes.append(PlanNote(kind: .state, from: state.rawValue, to: next.rawValue, message: why))
        step.change.state = next
        switch next {
        case .executed: step.change.executedAt = now
        case .recovering: step.change.recoveringAt = now
        case .completed, .failed, .cancelled: step.change.endedAt = now
        case .pending, .approved, .executing: break
        }
        step.change.message = why
        state = next
    }

    /// Orders of miners whose time has come, and again of those whose result was lost with the process that sent them.
    private mutating func order() {
        var (asleep, awake) = (0, 0)
        // Who was chosen just now has no address here yet: the next look, at once, has it.
        for place in before.indices {
            let miner = miners[place]
            if miner.isInMaintenance { continue }
            let isLost = (miner.state == .ordered || miner.state == .waking) && miner.result == nil
            let isDue = (miner.state == .planned || miner.state == .resting) && miner.dueAt <= now
            guard isLost || isDue else { continue }
            guard let sighting = miner.sighting else {
                miners[place].why = DeviceMessage(.removed)
                miners[place].state = miner.state.isBeforeRecovery ? .disobeyed : .stuck
                miners[place].close(at: now)
                continue
            }
            let sleeps = miner.state == .planned || miner.state == .ordered
            miners[place].state = sleeps ? .ordered : .waking
            miners[place].orderedAt = now
            miners[place].result = nil
            if isDue { miners[place].attempts += 1 }
            if sleeps { asleep += 1 } else { awake += 1 }
            step.orders.append(
                DeviceOrder(
                    minerId: miner.minerId, address: sighting.address, port: sighting.port, firmware: sighting.firmware,
                    action: sleeps ? .sleep : .wake))
        }
        if asleep > 0 { note(.orders, .count("told_to_sleep", asleep, "miners are told to sleep.")) }
        if awake > 0 { note(.orders, .count("told_to_wake", awake, "miners are told to wake.")) }
    }

    mutating func note(_ kind: PlanNote.Kind, _ message: PlanMessage) {
        step.notes.append(PlanNote(kind: kind, from: state.rawValue, to: state.rawValue, message: message))
    }

    /// When the next order is due, or the plan ends.
    private var nextAt: Timestamp? {
        let orders = miners.filter { ($0.state == .planned || $0.state == .resting) && !$0.isInMaintenance }.map(\.dueAt)
        return (orders + [state == .recovering ? nil : plan.endsAt].compactMap(\.self)).min()
    }
}
